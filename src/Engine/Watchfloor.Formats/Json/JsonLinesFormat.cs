namespace Watchfloor.Formats.Json;

/// <summary>JSON, one object a line (NDJSON).</summary>
public static class JsonLinesFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "jsonl",
        Summary = "JSON, one object a line",
        Sniff = Sniff,
        Create = (names, limits) => new JsonLinesDecoder(names, limits),
        LinesAreIndependent = true,
    };

    private static int Sniff(ReadOnlySpan<byte> head)
    {
        var text = JsonSniffing.SkipSpace(head);
        if (text.IsEmpty || text[0] != '{') return 0;
        var end = text.IndexOf((byte)'\n');
        if (end < 0) return 60; // one line longer than the head, or the only one
        return text[..end].TrimEnd(" \t\r"u8).EndsWith("}"u8) && JsonSniffing.LooksLikeObject(text) ? 95 : 0;
    }
}

/// <summary>What the JSON formats look for at the start of a stream.</summary>
internal static class JsonSniffing
{
    public static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> head) =>
        (head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8);

    /// <summary>True for <c>{</c> followed by a key or by <c>}</c>.</summary>
    public static bool LooksLikeObject(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[0] == '{' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
}
