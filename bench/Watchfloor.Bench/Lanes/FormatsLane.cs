using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Bench.Lanes;

/// <summary>Each decoder on the largest of its own sound cases, repeated.</summary>
internal static class FormatsLane
{
    private const int Bytes = 16 << 20;

    public static void Run(Inputs inputs)
    {
        foreach (var format in FormatRegistry.All)
        {
            if (Largest(Path.Combine(inputs.Root, "tests/cases/formats", format.Name)) is not { } file) continue;
            var text = Repeat(File.ReadAllBytes(file));
            var batch = new EventBatch(new FieldNames());
            var newlines = 0;
            var cpu = Rounds.Cpu(5, () => newlines = text.AsSpan().Count((byte)'\n'), () => Decode(format, text, batch));
            Console.WriteLine($"  {format.Name,-12} {text.Length / 1e6 / cpu[1],6:F0} MB per CPU-second, {cpu[0] / cpu[1]:F3} of a count of its {newlines:N0} newlines");
        }
    }

    /// <summary>The largest input of the format's cases, or null when it has none: those of binary formats are made by the tests.</summary>
    private static string? Largest(string folder) =>
        !Directory.Exists(folder) ? null : Directory.GetFiles(folder, "input.*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)!) is var name && !name.StartsWith("sad-", StringComparison.Ordinal) && !name.StartsWith("utf-16", StringComparison.Ordinal))
            .Where(f => Path.GetExtension(f) != ".evtx")
            .MaxBy(f => new FileInfo(f).Length);

    private static byte[] Repeat(byte[] text)
    {
        if (text[^1] != '\n') text = [.. text, (byte)'\n'];
        var all = new byte[Bytes / text.Length * text.Length];
        for (var at = 0; at < all.Length; at += text.Length) text.CopyTo(all, at);
        return all;
    }

    private static void Decode(FormatDescription format, byte[] text, EventBatch batch)
    {
        var reader = new EventReader(new MemoryStream(text), format, batch.Names, DecodeLimits.Default);
        while (reader.Read(batch))
        {
        }
    }
}
