using System.Globalization;

namespace Watchfloor.Monitoring.Inputs.Syslog.Udp;

/// <summary>Reads how many datagrams the kernel dropped for a socket because nobody fetched them in time (proc(5), /proc/net/udp, column drops).</summary>
internal static class KernelUdpDrops
{
    private static readonly string[] _tables = ["/proc/net/udp", "/proc/net/udp6"];

    /// <summary>The drops of the socket with a file handle, or 0 when the system does not say.</summary>
    public static long Read(int handle)
    {
        try
        {
            // socket:[12345]
            var link = new FileInfo($"/proc/self/fd/{handle}").LinkTarget;
            if (link is null || !link.StartsWith("socket:[", StringComparison.Ordinal)) return 0;
            var inode = link[8..^1];
            return _tables.Where(File.Exists).SelectMany(File.ReadLines).Select(line => Drops(line, inode)).FirstOrDefault(drops => drops >= 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>The last column of a line of the table, when its tenth is the socket's inode; else -1.</summary>
    internal static long Drops(string line, string inode)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length >= 13 && columns[9] == inode && long.TryParse(columns[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var drops) ? drops : -1;
    }
}
