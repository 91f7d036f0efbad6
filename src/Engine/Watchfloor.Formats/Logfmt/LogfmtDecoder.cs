using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Logfmt;

/// <summary>Each pair is a field; quoted values carry the escapes of JSON strings; a flag has the value <c>true</c>.</summary>
internal sealed class LogfmtDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("logfmt", names, limits)
{
    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var pairs = 0;
        var scanner = new LogfmtScanner(line);
        while (scanner.MoveNext() && batch.OpenFieldCount <= Limits.MaxFields)
        {
            var field = Names.Intern(scanner.Key.Of(line));
            if (scanner.IsFlag)
            {
                batch.Add(field, "true"u8, ValueKind.Boolean);
                continue;
            }

            pairs++;
            var escaped = scanner.IsQuoted && scanner.Value.Of(line).Contains((byte)'\\');
            batch.Add(field, start + scanner.Value.Start, scanner.Value.Length, escaped ? ValueKind.EscapedText : ValueKind.Text);
        }

        if (scanner.Fault is { } fault) return LineOutcome.Unparsed(fault);
        return pairs == 0 ? LineOutcome.Unparsed("no key=value pair") : LineOutcome.Event;
    }
}
