using System.Runtime.InteropServices;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

/// <summary>How many files this process may have open (getrlimit(2)).</summary>
internal static partial class OpenFiles
{
    private const int NumberOfFiles = 7; // RLIMIT_NOFILE of Linux

    /// <summary>Raises the bound as far as it is allowed to.</summary>
    /// <returns>The bound.</returns>
    public static ulong Raise()
    {
        if (Get(NumberOfFiles, out var limit) != 0) return 1_024;
        var root = new Limit { Soft = Math.Max(limit.Hard, 32_768), Hard = Math.Max(limit.Hard, 32_768) };
        var own = new Limit { Soft = limit.Hard, Hard = limit.Hard };
        return Set(NumberOfFiles, root) == 0 ? root.Soft : Set(NumberOfFiles, own) == 0 ? own.Soft : limit.Soft;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int Set(int resource, in Limit limit);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
