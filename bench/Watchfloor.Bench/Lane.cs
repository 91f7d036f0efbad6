using System.IO.Compression;

namespace Watchfloor.Bench;

/// <summary>Input for a measurement: host telemetry of simulated attacks, one JSON object a line, all in memory.</summary>
internal sealed record Lane(string Name, byte[] Bytes, int Events)
{
    /// <summary>Every host event of the public data sets.</summary>
    public static Lane AllHostEvents(string data) => Build("all host events", data, _ => true);

    /// <summary>Process creation only: Sysmon 1 and Security 4688.</summary>
    public static Lane ProcessCreation(string data) =>
        Build("process creation", data, line =>
            (line.IndexOf("\"EventID\":1,"u8) >= 0 && line.IndexOf("Sysmon/Operational"u8) >= 0) || line.IndexOf("\"EventID\":4688,"u8) >= 0);

    /// <summary>The lane's events repeated until it has at least this many bytes.</summary>
    public Lane Repeat(int bytes)
    {
        var times = (bytes / Bytes.Length) + 1;
        var all = new byte[Bytes.Length * times];
        for (var i = 0; i < times; i++) Bytes.CopyTo(all, i * Bytes.Length);
        return this with { Bytes = all, Events = Events * times };
    }

    private delegate bool Keep(ReadOnlySpan<byte> line);

    private static Lane Build(string name, string data, Keep keep)
    {
        using var all = new MemoryStream();
        var events = 0;
        var zips = Directory.GetFiles(Path.Combine(data, "security-datasets"), "*.zip", SearchOption.AllDirectories)
            .Where(f => f.Contains("/windows/", StringComparison.Ordinal) || f.Contains("LSASS", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var file in zips)
        {
#pragma warning disable RS0030 // The benchmark reads trusted archives and does not measure how.
            using var zip = ZipFile.OpenRead(file);

            foreach (var member in zip.Entries.Where(e => e.FullName.EndsWith(".json", StringComparison.Ordinal)))
            {
                using var stream = member.Open();
                using var text = new MemoryStream();
                stream.CopyTo(text);
                foreach (var range in text.GetBuffer().AsSpan(0, (int)text.Length).Split((byte)'\n'))
                {
                    var line = text.GetBuffer().AsSpan(0, (int)text.Length)[range].Trim(" \r\t"u8);
                    if (line.IsEmpty || line[0] != '{' || !keep(line)) continue;
                    all.Write(line);
                    all.WriteByte((byte)'\n');
                    events++;
                }
            }
        }

        return new Lane(name, all.ToArray(), events);
    }
}
