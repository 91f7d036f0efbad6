using Watchfloor.Events;
using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Syslog;

/// <summary>Where a payload begins in a line, -1 when the line has none.</summary>
internal delegate int PayloadBegin(ReadOnlySpan<byte> line);

/// <summary>
/// A format that usually comes inside syslog, in a file of nothing else: a header before the payload is read when it can be and
/// passed over when it cannot.
/// </summary>
internal sealed class CarriedDecoder(string format, PayloadReader reader, PayloadBegin begin, FieldNames names, DecodeLimits limits)
    : LineDecoder(format, names, limits)
{
    private readonly string _name = format.ToUpperInvariant();
    private readonly SyslogFields _fields = new(names, limits);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var at = begin(line);
        if (at < 0) return LineOutcome.Unparsed($"no {_name} header");
        if (!reader.Read(batch, start + at, line[at..])) return LineOutcome.Unparsed($"{_name} header cut short");
        if (at > 0 && SyslogHeader.Read(line, out var header) is null && header.PayloadStart <= at)
        {
            header.PayloadStart = at;
            _fields.Add(batch, start, line, header);
        }

        return LineOutcome.Event;
    }
}
