using System.Globalization;

namespace Watchfloor.Bench.Serving;

/// <summary>What the kernel knows of a process (proc(5)).</summary>
internal static class Proc
{
    /// <summary>Clock ticks of a second: USER_HZ, which is 100 on every platform that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The machine's load: processes that want to run, as the averages of 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    /// <summary>CPU seconds of a process, user and kernel.</summary>
    public static double Cpu(int process) => CpuOf($"/proc/{process}/stat");

    /// <summary>CPU seconds of the threads that live, summed by name. The kernel keeps 15 characters of a name.</summary>
    public static Dictionary<string, double> CpuByThread(int process)
    {
        var cpu = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            try
            {
                var name = File.ReadAllText(thread + "/comm").TrimEnd();
                cpu[name] = cpu.GetValueOrDefault(name) + CpuOf(thread + "/stat");
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return cpu;
    }

    /// <summary>The resident size of a process now, in bytes.</summary>
    public static long Memory(int process) => Status(process, "VmRSS:");

    /// <summary>The greatest resident size of a process so far, in bytes.</summary>
    public static long PeakMemory(int process) => Status(process, "VmHWM:");

    private static long Status(int process, string key)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[key.Length..^"kB".Length], NumberStyles.Integer, CultureInfo.InvariantCulture) * 1024;
    }

    private static double CpuOf(string stat)
    {
        // The name in parentheses may hold spaces; utime and stime are the 12th and 13th behind it.
        var text = File.ReadAllText(stat);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
