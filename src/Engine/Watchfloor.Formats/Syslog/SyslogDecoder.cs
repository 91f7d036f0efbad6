using Watchfloor.Events;
using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Syslog;

/// <summary>
/// One message a line. A payload in a format of its own gives the event its fields beside the header's, and where that format is a log
/// source of its own also its name, so that the same message is the same event with and without a relay in between. The payload's
/// fields come first: where both have a time or a host, the payload's is nearer to the source.
/// </summary>
internal sealed class SyslogDecoder(FieldNames names, DecodeLimits limits) : LineDecoder(Format, names, limits)
{
    private const string Format = "syslog";

    private readonly SyslogFields _fields = new(names, limits);
    private readonly InnerPayload _payloads = new(names, limits);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (SyslogHeader.Read(line, out var header) is { } fault) return LineOutcome.Unparsed(fault);
        var payload = line[header.PayloadStart..];
        if (_payloads.Find(payload, header.AppName.Of(line)) is { } reader)
        {
            batch.RestartEvent(reader.Format ?? Format);
            if (!reader.Read(batch, start + header.PayloadStart, payload)) batch.RestartEvent(Format);
        }

        _fields.Add(batch, start, line, header);
        return LineOutcome.Event;
    }
}
