using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.WinXml;

/// <summary>
/// Cuts a stream at <c>&lt;Event</c> and <c>&lt;/Event&gt;</c> and hands what is between to <see cref="WindowsXml"/>, so that a
/// broken record does not spoil the next.
/// </summary>
internal sealed class WinXmlDecoder(DecodeLimits limits) : IEventDecoder
{
    private const string Format = "winxml";

    private Encoding? _utf16;

    public int Decode(EventBatch batch, bool endOfInput)
    {
        if (batch.InputOffset == 0) _utf16 = Utf16ByMark(batch.Input);
        var block = new BlockText(batch, _utf16);
        var at = 0;
        while (true)
        {
            var open = FindOpen(block.Text, at);
            if (open < 0)
            {
                if (!endOfInput) return block.InputBytes(at);
                Between(batch, ref block, at, block.Text.Length);
                return batch.InputLength;
            }

            var end = FindEnd(block.Text, open, out var isWhole);
            if (!isWhole && end == block.Text.Length && !endOfInput) return block.InputBytes(at);
            Between(batch, ref block, at, open);
            Record(batch, ref block, open, end, isWhole);
            at = end;
        }
    }

    /// <summary>UTF-16 is known by its byte order mark only.</summary>
    internal static Encoding? Utf16ByMark(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0xFF, 0xFE]) ? Encoding.Unicode : head.StartsWith<byte>([0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;

    private void Record(EventBatch batch, ref BlockText block, int open, int end, bool isWhole)
    {
        var record = block.Text[open..end];
        var start = block.Start + open;
        var sourceOffset = batch.InputOffset + block.InputBytes(open);
        batch.BeginEvent(Format, start, record.Length, sourceOffset);
        var reason = !isWhole ? "ends early"
            : record.Length > limits.MaxRecordBytes ? $"record longer than {limits.MaxRecordBytes:N0} bytes"
            : WindowsXml.Parse(batch, Utf8Text.Repair(batch, start, record, out var valid), valid.Length, limits);
        if (reason is null) batch.EndEvent();
        else batch.AddUnparsed(Format, reason, start, Math.Min(record.Length, limits.MaxUnparsedBytes), sourceOffset);
    }

    /// <summary>What may stand between records is passed over; anything else is shown.</summary>
    private void Between(EventBatch batch, ref BlockText block, int from, int to)
    {
        while (true)
        {
            from += PassProlog(block.Text[from..to]);
            var rest = block.Text[from..to];
            if (rest.IsEmpty) return;
            if ((rest.StartsWith("</Events>"u8) || IsTag(rest, "<Events"u8)) && rest.IndexOf((byte)'>') is >= 0 and var end)
            {
                from += end + 1;
                continue;
            }

            batch.AddUnparsed(Format, "text that belongs to no event", block.Start + from,
                Math.Min(rest.TrimEnd(" \t\r\n"u8).Length, limits.MaxUnparsedBytes), batch.InputOffset + block.InputBytes(from));
            return;
        }
    }

    /// <summary>How many bytes of blanks, byte order marks, declarations and comments stand at the beginning.</summary>
    internal static int PassProlog(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var rest = text[at..];
            var blanks = rest.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
            if (blanks < 0) return text.Length;
            rest = rest[blanks..];
            at += blanks;
            var ending = rest.StartsWith("<?"u8) ? "?>"u8 : rest.StartsWith("<!--"u8) ? "-->"u8 : default;
            var end = ending.IsEmpty ? -1 : rest.IndexOf(ending);
            if (end < 0) return at;
            at += end + ending.Length;
        }
    }

    private static int FindOpen(ReadOnlySpan<byte> text, int from)
    {
        while (text[from..].IndexOf("<Event"u8) is >= 0 and var at)
        {
            from += at;
            if (IsTag(text[from..], "<Event"u8)) return from;
            from++;
        }

        return -1;
    }

    /// <summary>Where the record ends: behind its end tag, else before the next record, else with the text.</summary>
    private static int FindEnd(ReadOnlySpan<byte> text, int open, out bool isWhole)
    {
        var close = text[open..].IndexOf("</Event>"u8);
        var end = close < 0 ? text.Length : open + close + "</Event>".Length;
        var next = FindOpen(text[..end], open + 1);
        isWhole = close >= 0 && next < 0;
        return next < 0 ? end : next;
    }

    /// <summary>True for the tag and not for one whose name goes on; false while that cannot be seen yet.</summary>
    internal static bool IsTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag) =>
        text.StartsWith(tag) && text.Length > tag.Length && " \t\r\n>"u8.Contains(text[tag.Length]);
}
