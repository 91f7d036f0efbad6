using Watchfloor.Formats.Archives;

namespace Watchfloor.Bench;

/// <summary>Host telemetry of simulated attacks, one JSON object a line, all in memory.</summary>
internal sealed record Telemetry(string Name, byte[] Bytes, int Events)
{
    /// <summary>Every host event of the public data sets.</summary>
    public static Telemetry AllHostEvents(Inputs inputs) => Build("all host events", inputs, _ => true);

    /// <summary>Process creation only: Sysmon 1 and Security 4688.</summary>
    public static Telemetry ProcessCreation(Inputs inputs) =>
        Build("process creation", inputs, line =>
            (line.IndexOf("\"EventID\":1,"u8) >= 0 && line.IndexOf("Sysmon/Operational"u8) >= 0) || line.IndexOf("\"EventID\":4688,"u8) >= 0);

    /// <summary>The events as a file that is deleted at the end.</summary>
    public TemporaryFile ToFile(int times = 1) => new(stream =>
    {
        for (var i = 0; i < times; i++) stream.Write(Bytes);
    });

    private delegate bool Keep(ReadOnlySpan<byte> line);

    private static Telemetry Build(string name, Inputs inputs, Keep keep)
    {
        using var all = new MemoryStream();
        var events = 0;
        var zips = Directory.GetFiles(inputs.Folder("security-datasets"), "*.zip", SearchOption.AllDirectories)
            .Where(f => f.Contains("/windows/", StringComparison.Ordinal) || f.Contains("LSASS", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var file in zips)
        {
            foreach (var (member, stream) in ArchiveReader.Open(File.OpenRead(file), file))
            {
                if (!member.EndsWith(".json", StringComparison.Ordinal)) continue;
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

        return new Telemetry(name, all.ToArray(), events);
    }
}
