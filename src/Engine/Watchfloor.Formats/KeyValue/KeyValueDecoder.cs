using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.KeyValue;

/// <summary>Each pair is a field. A line that has other words too is also kept whole, as <c>message</c>.</summary>
internal sealed class KeyValueDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("keyvalue", names, limits)
{
    private readonly int _message = names.Intern("message"u8);
    private readonly KeyValueReader _reader = new(names, limits);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var pairs = _reader.AddPairs(batch, start, line, out var words);
        if (pairs == 0) return LineOutcome.Unparsed("no key=value pair");
        if (words > 0) batch.Add(_message, start, line.Length, ValueKind.Text);
        return LineOutcome.Event;
    }
}
