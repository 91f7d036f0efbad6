using System.Diagnostics;

namespace Watchfloor.Platform;

/// <summary>
/// Places where a test may kill the process, such as between two commits. They exist only in a build with FaultPoints=true; in
/// others the calls are not compiled.
/// </summary>
internal static class FaultPoint
{
    private static readonly string? _wanted = Environment.GetEnvironmentVariable("WATCHFLOOR_FAULT")?.Split(':')[0];
    private static int _left = int.TryParse(Environment.GetEnvironmentVariable("WATCHFLOOR_FAULT")?.Split(':')[^1], out var times) ? times : 1;

    /// <summary>Dies here, as by SIGKILL, when the environment asks for it: <c>WATCHFLOOR_FAULT=name:n</c> at the n-th passing.</summary>
    [Conditional("FAULT_POINTS")]
    public static void Hit(string name)
    {
        if (name != _wanted || Interlocked.Decrement(ref _left) != 0) return;
        using var process = Process.GetCurrentProcess();
        process.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
