namespace Watchfloor.Formats.Json;

/// <summary>
/// JSON whose objects do not stand one a line: an array, objects one behind the other, pretty-printed, or wrapped in a list
/// (<c>{"Records":[…]}</c> of CloudTrail, <c>{"records":[…]}</c> of Azure, <c>{"@odata.context":…,"value":[…]}</c> of Microsoft Graph).
/// </summary>
public static class JsonStreamFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "json",
        Summary = "JSON: an array, objects one behind the other, or a wrapped list of records",
        Sniff = Sniff,
        Create = (names, limits) => new JsonStreamDecoder(names, limits),
    };

    private static int Sniff(ReadOnlySpan<byte> head)
    {
        var text = JsonSniffing.SkipSpace(head);
        if (text.IsEmpty) return 0;
        if (text[0] == '[') return JsonSniffing.LooksLikeObject(JsonSniffing.SkipSpace(text[1..])) ? 90 : 0;
        if (!JsonSniffing.LooksLikeObject(text)) return 0;
        var inside = text[1..].TrimStart(" \t\r\n"u8);
        foreach (var wrapper in JsonStreamDecoder.Wrappers)
            if (inside.Length > wrapper.Length + 2 && inside[1..].StartsWith(wrapper) && inside[wrapper.Length + 1] == '"')
                return 97;
        return 80;
    }
}
