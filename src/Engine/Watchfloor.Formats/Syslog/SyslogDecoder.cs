using Watchfloor.Events;
using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Syslog;

/// <summary>
/// One message a line. A payload that is a format of its own gives the event its format's name and its fields beside the header's,
/// so that the same message is the same event with and without a relay in between. The payload's fields come first: where both have a
/// time or a host, the payload's is nearer to the source.
/// </summary>
internal sealed class SyslogDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("syslog", names, limits)
{
    private readonly SyslogFields _fields = new(names, limits);
    private readonly InnerPayload _payloads = new(names, limits);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (SyslogHeader.Read(line, out var header) is { } fault) return LineOutcome.Unparsed(fault);
        var payload = line[header.PayloadStart..];
        if (_payloads.Find(payload, header.AppName.Of(line)) is { } reader)
        {
            batch.RestartEvent(reader.Format);
            if (!reader.Read(batch, start + header.PayloadStart, payload)) batch.RestartEvent("syslog");
        }

        _fields.Add(batch, start, line, header);
        return LineOutcome.Event;
    }
}
