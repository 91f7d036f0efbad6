using System.Runtime.InteropServices;

namespace Watchfloor.Platform.Store;

/// <summary>
/// Threads that queries run on. Where the system allows it they have a low priority, so that a search takes what detection and the
/// store's writer leave over, and not the other way round.
/// </summary>
internal static partial class QueryThread
{
    private const int OneThread = 0; // PRIO_PROCESS, which in Linux is a thread; 0: the calling one
    private const int Niceness = 10;

    /// <summary>Runs work on a thread of its own.</summary>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () =>
            {
                // Elsewhere the call would lower the whole process. A refusal changes nothing but the speed.
                if (OperatingSystem.IsLinux()) _ = setpriority(OneThread, 0, Niceness);
                return work();
            },
            cancellation,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);

    // setpriority(2).
    [LibraryImport("libc")]
    private static partial int setpriority(int which, int who, int priority);
}
