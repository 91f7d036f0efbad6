using System.Text;

namespace Watchfloor.Formats.WinXml;

/// <summary>Windows events as XML, as the Event Viewer, wevtutil and collectors write them.</summary>
public static class WinXmlFormat
{
    private const int SniffBytes = 4_096;

    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "winxml",
        Summary = "Windows events as XML: one or many, with or without <Events> around, UTF-8 or UTF-16",
        Sniff = Sniff,
        Create = (_, limits) => new WinXmlDecoder(limits),
    };

    private static int Sniff(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, SniffBytes)];
        if (WinXmlDecoder.Utf16ByMark(head) is { } utf16) head = Encoding.UTF8.GetBytes(utf16.GetString(head));
        head = head[WinXmlDecoder.PassProlog(head)..];
        if (!WinXmlDecoder.IsTag(head, "<Event"u8) && !WinXmlDecoder.IsTag(head, "<Events"u8)) return 0;
        return head.IndexOf("<System>"u8) >= 0 ? 98 : 60;
    }
}
