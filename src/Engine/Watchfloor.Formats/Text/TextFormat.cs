using System.Buffers;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Text;

/// <summary>Plain text, one event a line: what a file is when no other format knows it.</summary>
public static class TextFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "text",
        Summary = "plain text, one event a line",
        Sniff = Sniff,
        Create = (names, limits) => new TextDecoder(names, limits),
        LinesAreIndependent = true,
    };

    /// <summary>The least certain of all, from the first line alone: a log that a crash filled with NULs further on is still text.</summary>
    private static int Sniff(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart("\r\n"u8);
        var end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        return line.IsEmpty || line.ContainsAny(Binary) ? 0 : 1;
    }

    /// <summary>Control characters that no text has: all but those that move the cursor, colour a terminal or separate groups.</summary>
    private static readonly SearchValues<byte> Binary =
        SearchValues.Create("\0\x01\x02\x03\x04\x05\x06\x07\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A"u8);
}

/// <summary>The whole line is the field <c>message</c>. A line with NULs, which crashed writers leave, is not text.</summary>
internal sealed class TextDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("text", names, limits)
{
    private readonly int _message = names.Intern("message"u8);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0)) return LineOutcome.Unparsed("NUL bytes in text");
        batch.Add(_message, start, line.Length, ValueKind.Text);
        return LineOutcome.Event;
    }
}
