using Watchfloor.Events;
using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Syslog;

/// <summary>
/// Reads one message. A payload in a format of its own gives the event its fields beside the header's, and where that format is a log
/// source of its own also its name, so that the same message is the same event with and without a relay in between. The payload's
/// fields come first: where both have a time or a host, the payload's is nearer to the source.
/// </summary>
internal sealed class SyslogMessage(FieldNames names, DecodeLimits limits)
{
    private readonly SyslogFields _fields = new(names, limits);
    private readonly InnerPayload _payloads = new(names, limits);

    /// <summary>Adds the fields of a message to the open event.</summary>
    /// <param name="batch">Has an event open, of the format <see cref="SyslogDecoder.Format"/>.</param>
    /// <param name="start">Where <paramref name="text"/> begins in the arena.</param>
    /// <param name="text">The message: valid UTF-8, not empty.</param>
    public LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> text)
    {
        if (SyslogHeader.Read(text, out var header) is { } fault) return LineOutcome.Unparsed(fault);
        var payload = text[header.PayloadStart..];
        if (_payloads.Find(payload, header.AppName.Of(text)) is { } reader)
        {
            batch.RestartEvent(reader.Format ?? SyslogDecoder.Format);
            if (!reader.Read(batch, start + header.PayloadStart, payload)) batch.RestartEvent(SyslogDecoder.Format);
        }

        _fields.Add(batch, start, text, header);
        return LineOutcome.Event;
    }
}
