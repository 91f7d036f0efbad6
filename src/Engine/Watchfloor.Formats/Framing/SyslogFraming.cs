using Watchfloor.Formats.Syslog;

namespace Watchfloor.Formats.Framing;

/// <summary>
/// Finds the messages in the bytes of one connection. Each frame is looked at for itself: a length in front (RFC 6587 §3.4.1), or a line
/// end behind (§3.4.2; NUL does too). Pure: the same bytes give the same messages however they are split.
/// </summary>
/// <remarks>
/// A line may begin with a number too. So a number counts as a length when <c>&lt;</c> follows, or when this connection has counted
/// before.
/// </remarks>
/// <param name="maxMessageBytes">The longest message. What is longer is cut off and its rest passed over.</param>
public sealed class SyslogFraming(int maxMessageBytes)
{
    private const byte PriorityBegin = (byte)'<';

    private long _skipBytes;
    private bool _skipLine;
    private bool _hasCounted;

    /// <summary>How many bytes must be offered at once for a message to be found in any case.</summary>
    public int WindowBytes => maxMessageBytes + SyslogFrame.MaxHeadBytes + 1;

    /// <summary>Finds the next message.</summary>
    /// <param name="data">What has come and is not consumed yet.</param>
    /// <param name="isEnd">True when nothing follows.</param>
    /// <param name="frame">Where the message stands in <paramref name="data"/>.</param>
    /// <param name="consumed">How much of <paramref name="data"/> is done with, also when there is no message.</param>
    /// <returns>False when more must come first.</returns>
    public bool TryRead(ReadOnlySpan<byte> data, bool isEnd, out SyslogMessageFrame frame, out int consumed)
    {
        frame = default;
        consumed = Skip(data);
        while (consumed < data.Length)
        {
            var rest = data[consumed..];
            // Between frames; some senders count octets and end the line as well.
            if (IsLineEnd(rest[0]) || rest[0] == '\r') consumed++;
            else
            {
                var isFound = Next(rest, isEnd, out frame, out var step);
                frame = frame with { Start = frame.Start + consumed };
                consumed += step;
                return isFound;
            }
        }

        return false;
    }

    private int Skip(ReadOnlySpan<byte> data)
    {
        var skipped = (int)Math.Min(_skipBytes, data.Length);
        _skipBytes -= skipped;
        if (!_skipLine) return skipped;
        var end = data.IndexOfAny((byte)'\n', (byte)0);
        _skipLine = end < 0;
        return end < 0 ? data.Length : end + 1;
    }

    private bool Next(ReadOnlySpan<byte> rest, bool isEnd, out SyslogMessageFrame frame, out int step)
    {
        frame = default;
        step = 0;
        switch (SyslogFrame.ReadHead(rest, out var head))
        {
            case FrameHeadStatus.Incomplete when !isEnd:
            case FrameHeadStatus.Whole when !head.IsCut && !_hasCounted && head.HeadBytes == rest.Length && !isEnd:
                return false;
            case FrameHeadStatus.Whole when !head.IsCut && (_hasCounted || rest[head.HeadBytes..] is [PriorityBegin, ..]):
                return Counted(rest, head, isEnd, out frame, out step);
            default:
                return Line(rest, isEnd, out frame, out step);
        }
    }

    private bool Counted(ReadOnlySpan<byte> rest, FrameHead head, bool isEnd, out SyslogMessageFrame frame, out int step)
    {
        frame = default;
        step = 0;
        var length = (int)Math.Min(head.MessageBytes, maxMessageBytes);
        var here = Math.Min(rest.Length - head.HeadBytes, length);
        if (here < length && !isEnd) return false;
        _hasCounted = true;
        var isTorn = here < length;
        _skipBytes = isTorn ? 0 : head.MessageBytes - length;
        frame = new SyslogMessageFrame(head.HeadBytes, here, IsCut: isTorn || _skipBytes > 0, isTorn);
        step = head.HeadBytes + here;
        return true;
    }

    private bool Line(ReadOnlySpan<byte> rest, bool isEnd, out SyslogMessageFrame frame, out int step)
    {
        frame = default;
        step = 0;
        var window = rest[..Math.Min(rest.Length, maxMessageBytes + 1)];
        var end = window.IndexOfAny((byte)'\n', (byte)0);
        if (end >= 0) step = end + 1;
        else if (rest.Length > maxMessageBytes)
        {
            (end, step) = (maxMessageBytes, maxMessageBytes);
            _skipLine = true;
        }
        else if (isEnd) end = step = rest.Length;
        else return false;

        frame = new SyslogMessageFrame(0, rest[..end].TrimEnd((byte)'\r').Length, IsCut: _skipLine);
        return true;
    }

    private static bool IsLineEnd(byte c) => c is (byte)'\n' or 0;
}
