using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>One message a frame. Where no frame begins, what stands there up to the next line end is one unparsed event.</summary>
internal sealed class SyslogFramedDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    private const string Format = SyslogDecoder.Format;

    private readonly SyslogMessage _message = new(names, limits);
    private readonly int _truncated = names.Intern("syslog.truncated"u8);

    public int Decode(EventBatch batch, bool endOfInput)
    {
        var input = batch.Input;
        var at = 0;
        while (at < input.Length)
        {
            // Senders that count octets and end their messages with a line end all the same.
            if (input[at] is (byte)'\n' or (byte)'\r' or 0) at++;
            else if (Record(batch, at, input[at..], endOfInput) is > 0 and var length) at += length;
            else return at;
        }

        return at;
    }

    /// <returns>The record's length, or 0 when its end is not there yet.</returns>
    private int Record(EventBatch batch, int start, ReadOnlySpan<byte> rest, bool endOfInput)
    {
        var status = SyslogFrame.ReadHead(rest, out var head);
        if (status == FrameHeadStatus.Incomplete && !endOfInput) return 0;
        if (status != FrameHeadStatus.Whole) return Unframed(batch, start, rest, endOfInput);
        if (head.MessageBytes > limits.MaxRecordBytes)
        {
            // The reader of streams drops what is too long; here the whole of it has come.
            if (rest.Length < head.HeadBytes + head.MessageBytes && !endOfInput) return 0;
            Unparsed(batch, start, rest, $"record longer than {limits.MaxRecordBytes:N0} bytes");
            return (int)Math.Min(rest.Length, head.HeadBytes + head.MessageBytes);
        }

        var length = (int)head.MessageBytes;
        if (rest.Length - head.HeadBytes < length)
        {
            if (!endOfInput) return 0;
            Unparsed(batch, start, rest, "ends before its length");
            return rest.Length;
        }

        Message(batch, start + head.HeadBytes, rest.Slice(head.HeadBytes, length), head.IsCut);
        return head.HeadBytes + length;
    }

    private void Message(EventBatch batch, int start, ReadOnlySpan<byte> text, bool isCut)
    {
        text = text.TrimEnd("\r\n\0"u8);
        if (text.IsEmpty) return;
        batch.BeginEvent(Format, start, text.Length, batch.InputOffset + start);
        var outcome = _message.Parse(batch, Utf8Text.Repair(batch, start, text, out var valid), valid);
        if (!outcome.IsEvent) Unparsed(batch, start, text, outcome.Reason!);
        else if (batch.OpenFieldCount > limits.MaxFields) Unparsed(batch, start, text, $"more than {limits.MaxFields:N0} values");
        else
        {
            if (isCut) batch.Add(_truncated, "true"u8, ValueKind.Boolean);
            batch.EndEvent();
        }
    }

    private int Unframed(EventBatch batch, int start, ReadOnlySpan<byte> rest, bool endOfInput)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 && !endOfInput) return 0;
        var length = end < 0 ? rest.Length : end + 1;
        Unparsed(batch, start, rest[..length].TrimEnd("\r\n\0"u8), "no length before the message");
        return length;
    }

    private void Unparsed(EventBatch batch, int start, ReadOnlySpan<byte> text, string reason) =>
        batch.AddUnparsed(Format, reason, start, Math.Min(text.Length, limits.MaxUnparsedBytes), batch.InputOffset + start);
}
