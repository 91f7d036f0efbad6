using System.Diagnostics;
using System.Runtime.InteropServices;
using Watchfloor.Bench.Serving;

namespace Watchfloor.Bench;

/// <summary>What a program cost that ran to its end.</summary>
/// <param name="Cpu">CPU seconds, user and kernel.</param>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="PeakMemory">The greatest resident size, in bytes.</param>
internal readonly record struct ProcessCost(double Cpu, double Wall, long PeakMemory);

/// <summary>Runs other programs, one at a time, with their output thrown away.</summary>
internal static partial class ChildProcess
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessCost Run(string program, params IEnumerable<string> arguments)
    {
        var before = ChildrenCpu();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]))!;
        var peak = 0L;
        // The kernel keeps the high-water mark only while the process lives.
        while (!process.WaitForExit(5)) peak = Math.Max(peak, PeakMemory(process.Id));
        var wall = clock.Elapsed.TotalSeconds;
        // The scanner ends with 1 when it has found something; more is a failure.
        if (process.ExitCode > 1) throw new MissingInputException($"{program} ended with exit code {process.ExitCode}");
        return new ProcessCost(ChildrenCpu() - before, wall, peak);
    }

    private static long PeakMemory(int process)
    {
        try
        {
            return Proc.PeakMemory(process);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    private static double ChildrenCpu()
    {
        const int children = -1; // RUSAGE_CHILDREN: those that have been waited for
        Span<long> usage = stackalloc long[18];
        if (getrusage(children, ref MemoryMarshal.GetReference(usage)) != 0) throw new InvalidOperationException("getrusage failed");
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    // getrusage(2): struct rusage begins with user and system time, each in seconds and microseconds.
    [LibraryImport("libc")]
    private static partial int getrusage(int who, ref long usage);
}
