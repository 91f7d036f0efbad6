using Watchfloor.Events;
using Watchfloor.Formats.Csv;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.W3c;

/// <summary>
/// W3C extended log file format (W3C WD-logfile-960323): directives begin with <c>#</c>, <c>#Fields</c> names the values of the
/// lines below it until the next one. IIS separates by blanks, others by tabs; Exchange writes the values as CSV.
/// </summary>
internal sealed class W3cDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("w3c", names, limits)
{
    private int[] _columns = [];
    private byte _separator;

    /// <summary>The directive that names the values.</summary>
    public static ReadOnlySpan<byte> Fields => "#Fields:"u8;

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (line[0] == '#')
        {
            if (line.StartsWith(Fields)) ReadFields(line[Fields.Length..].Trim(" \t"u8));
            return LineOutcome.NoEvent;
        }

        if (_columns.Length == 0) return LineOutcome.Unparsed("no #Fields line above");
        return _separator == ',' ? ParseCommas(batch, start, line) : ParseBlanks(batch, start, line);
    }

    private void ReadFields(ReadOnlySpan<byte> text)
    {
        _separator = text.Contains((byte)'\t') ? (byte)'\t' : text.Contains((byte)',') && !text.Contains((byte)' ') ? (byte)',' : (byte)' ';
        var columns = new List<int>();
        foreach (var range in text.Split(_separator))
            if (text[range].Trim((byte)' ') is { IsEmpty: false } name)
                columns.Add(Names.Intern(name));
        _columns = [.. columns];
    }

    private LineOutcome ParseBlanks(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        int at = 0, column = 0;
        while (at < line.Length)
        {
            if (_separator == ' ' && line[at] == ' ')
            {
                at++;
                continue;
            }

            if (column == _columns.Length) return LineOutcome.Unparsed("more values than #Fields names");
            var value = Value(line, ref at);
            Add(batch, _columns[column++], start, value, line);
            if (batch.OpenFieldCount > Limits.MaxFields) return LineOutcome.Event; // refused by the caller
        }

        return column == _columns.Length ? LineOutcome.Event : LineOutcome.Unparsed("fewer values than #Fields names");
    }

    /// <summary>The next value. In quotes it may have blanks; a quote that no separator follows is an ordinary character.</summary>
    private TextRange Value(ReadOnlySpan<byte> line, ref int at)
    {
        if (line[at] == '"')
        {
            var end = line[(at + 1)..].IndexOf((byte)'"');
            var behind = at + end + 2;
            if (end >= 0 && (behind == line.Length || line[behind] == _separator))
            {
                var quoted = new TextRange(at + 1, end);
                at = Math.Min(behind + 1, line.Length);
                return quoted;
            }
        }

        var length = line[at..].IndexOf(_separator);
        if (length < 0) length = line.Length - at;
        var value = new TextRange(at, length);
        at = Math.Min(at + length + 1, line.Length);
        return value;
    }

    private LineOutcome ParseCommas(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var row = new CsvRow(line, (byte)',');
        var end = CsvEnd.Value;
        var column = 0;
        for (; end == CsvEnd.Value; column++)
        {
            end = row.Next();
            if (end > CsvEnd.Row) return LineOutcome.Unparsed("wrong quotes");
            if (column == _columns.Length) return LineOutcome.Unparsed("more values than #Fields names");
            row.Add(batch, _columns[column], start);
            if (batch.OpenFieldCount > Limits.MaxFields) return LineOutcome.Event; // refused by the caller
        }

        return column == _columns.Length ? LineOutcome.Event : LineOutcome.Unparsed("fewer values than #Fields names");
    }

    private static void Add(EventBatch batch, int field, int start, TextRange value, ReadOnlySpan<byte> line)
    {
        var isUnset = value.IsEmpty || value.Of(line).SequenceEqual("-"u8);
        batch.Add(field, start + value.Start, isUnset ? 0 : value.Length, isUnset ? ValueKind.Null : ValueKind.Text);
    }
}
