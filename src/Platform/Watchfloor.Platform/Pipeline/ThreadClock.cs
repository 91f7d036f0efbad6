using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Watchfloor.Platform.Pipeline;

/// <summary>
/// The CPU time of the calling thread, which other threads and programs do not lengthen. Where the system does not tell it, time by the
/// clock.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    private static readonly bool _isKnown = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Nanoseconds since some moment. Only differences on one thread mean anything.</summary>
    public static long Nanoseconds() =>
        _isKnown && clock_gettime(ThreadCpuTime, out var time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
            : (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    // clock_gettime(2).
    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
