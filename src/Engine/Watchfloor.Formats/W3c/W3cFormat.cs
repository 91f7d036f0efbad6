
namespace Watchfloor.Formats.W3c;

/// <summary>The W3C extended log file format, which IIS, proxies and Exchange write.</summary>
public static class W3cFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "w3c",
        Summary = "W3C extended logs with a #Fields line, such as those of IIS",
        Sniff = Sniff,
        Create = (names, limits) => new W3cDecoder(names, limits),
    };

    /// <summary>A directive at the beginning; the fields may come a little later.</summary>
    private static int Sniff(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart("\uFEFF\r\n"u8);
        if (head.StartsWith(W3cDecoder.Fields)) return 97;
        return head.StartsWith("#"u8) && (head.IndexOf("\n#Fields:"u8) > 0 || head.StartsWith("#Software: "u8) || head.StartsWith("#Version: "u8)) ? 95 : 0;
    }
}
