using System.Buffers.Text;

namespace Watchfloor.Formats.Syslog;

/// <summary>
/// A message in front of which its length stands: <c>LENGTH SP MESSAGE</c> (RFC 6587 §3.4.1), so that it may contain line ends. We write
/// <c>LENGTH! MESSAGE</c> for a message that was longer than the input takes and whose end was cut off.
/// </summary>
public static class SyslogFrame
{
    /// <summary>The longest head, in bytes: ten digits, the mark, the space.</summary>
    public const int MaxHeadBytes = 12;

    private const int MaxDigits = 10;
    private const byte CutMark = (byte)'!';

    /// <summary>Reads the head of a frame.</summary>
    /// <param name="text">Begins with the head.</param>
    /// <param name="head">What it says.</param>
    /// <returns>Whether it is one.</returns>
    public static FrameHeadStatus ReadHead(ReadOnlySpan<byte> text, out FrameHead head)
    {
        head = default;
        var digits = 0;
        long length = 0;
        while (digits < text.Length && digits <= MaxDigits && char.IsAsciiDigit((char)text[digits])) length = (length * 10) + text[digits++] - '0';
        if (digits == text.Length && digits <= MaxDigits && !text.StartsWith((byte)'0')) return FrameHeadStatus.Incomplete;
        if (digits is 0 or > MaxDigits || text[0] == '0') return FrameHeadStatus.None;
        var isCut = text[digits] == CutMark;
        var space = isCut ? digits + 1 : digits;
        if (space == text.Length) return FrameHeadStatus.Incomplete;
        if (text[space] != ' ') return FrameHeadStatus.None;
        head = new FrameHead(space + 1, length, isCut);
        return FrameHeadStatus.Whole;
    }

    /// <summary>Writes the head of a frame.</summary>
    /// <param name="into">Where to; at least <see cref="MaxHeadBytes"/> long.</param>
    /// <param name="length">The message's length in bytes.</param>
    /// <param name="isCut">True when its end was cut off.</param>
    /// <returns>How many bytes were written.</returns>
    public static int WriteHead(Span<byte> into, int length, bool isCut)
    {
        Utf8Formatter.TryFormat(length, into, out var written);
        if (isCut) into[written++] = CutMark;
        into[written++] = (byte)' ';
        return written;
    }
}

/// <summary>The head of a frame.</summary>
/// <param name="HeadBytes">Its own length.</param>
/// <param name="MessageBytes">The length of the message behind it.</param>
/// <param name="IsCut">True when the message's end was cut off.</param>
public readonly record struct FrameHead(int HeadBytes, long MessageBytes, bool IsCut);

/// <summary>Whether a text begins with the head of a frame.</summary>
public enum FrameHeadStatus
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It may, when more has come.</summary>
    Incomplete,

    /// <summary>It does.</summary>
    Whole,
}
