using System.Text.Json;
using Watchfloor.Formats.Archives;
using ZstdSharp;

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

    /// <summary>Host events of about a kilobyte: those of at most so many bytes a line.</summary>
    public static Telemetry ShortHostEvents(Inputs inputs, int most) => Build($"host events of at most {most:N0} bytes", inputs, line => line.Length < most);

    /// <summary>Reads every token of every line and does nothing with it: the floor of all that reads JSON.</summary>
    public void Walk()
    {
        for (var rest = Bytes.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var reader = new Utf8JsonReader(rest[..end]);
            while (reader.Read())
            {
            }

            rest = rest[(end + 1)..];
        }
    }

    /// <summary>The lines in bodies of so many, as a sender would send them.</summary>
    public List<ReadOnlyMemory<byte>> Bodies(int lines)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        var (start, end) = (0, 0);
        for (var line = 1; end < Bytes.Length; line++)
        {
            end += Bytes.AsSpan(end).IndexOf((byte)'\n') + 1;
            if (line % lines != 0 && end < Bytes.Length) continue;
            bodies.Add(Bytes.AsMemory(start..end));
            start = end;
        }

        return bodies;
    }

    /// <summary>The length of the text as zstd -3 packs it.</summary>
    public long PackedBytes()
    {
        using var compressor = new Compressor(3);
        return compressor.Wrap(Bytes).Length;
    }

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
