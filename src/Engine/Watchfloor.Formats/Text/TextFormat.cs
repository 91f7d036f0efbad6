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

    /// <summary>Text has no control characters but those that move the cursor, colour terminals, or (form feed) pages.</summary>
    private static int Sniff(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return 0;
        foreach (var b in head)
            if (b < ' ' && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B or 0x1D))
                return 0;
        return 1;
    }
}

/// <summary>The whole line is the field <c>message</c>.</summary>
internal sealed class TextDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("text", names, limits)
{
    private readonly int _message = names.Intern("message"u8);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        batch.Add(_message, start, line.Length, ValueKind.Text);
        return LineOutcome.Event;
    }
}
