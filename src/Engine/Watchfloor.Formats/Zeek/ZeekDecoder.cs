using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Zeek;

/// <summary>A row of a Zeek log under the header above it. The log's name is the field <c>zeek.path</c>.</summary>
internal sealed class ZeekDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("zeek", names, limits)
{
    private readonly ZeekHeader _header = new(names);
    private readonly int _path = names.Intern("zeek.path"u8);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (line[0] == '#')
        {
            _header.Read(line);
            return LineOutcome.NoEvent;
        }

        var columns = _header.Columns;
        if (columns.Length == 0) return LineOutcome.Unparsed("no #fields line above");
        if (line.Count(_header.Separator) + 1 is var count && count != columns.Length)
            return LineOutcome.Unparsed(count < columns.Length ? "fewer values than #fields names" : "more values than #fields names");
        if (_header.Path.Length > 0) batch.Add(_path, _header.Path);
        var at = 0;
        foreach (var range in line.Split(_header.Separator))
        {
            var column = columns[at++];
            var value = new TextRange(range.Start.Value, range.End.Value - range.Start.Value);
            if (column.IsMany) AddMany(batch, column, start, value, line);
            else AddOne(batch, column, start, value, line);
            if (batch.OpenFieldCount > Limits.MaxFields) break;
        }

        return LineOutcome.Event;
    }

    private void AddMany(EventBatch batch, ZeekColumn column, int start, TextRange value, ReadOnlySpan<byte> line)
    {
        var text = value.Of(line);
        if (text.SequenceEqual(_header.Empty)) return; // as an empty array of JSON has no value
        if (text.SequenceEqual(_header.Unset) || _header.SetSeparator.Length == 0)
        {
            AddOne(batch, column, start, value, line);
            return;
        }

        foreach (var range in text.Split(_header.SetSeparator))
        {
            AddOne(batch, column, start, new TextRange(value.Start + range.Start.Value, range.End.Value - range.Start.Value), line);
            if (batch.OpenFieldCount > Limits.MaxFields) return;
        }
    }

    private void AddOne(EventBatch batch, ZeekColumn column, int start, TextRange value, ReadOnlySpan<byte> line)
    {
        var text = value.Of(line);
        if (text.SequenceEqual(_header.Unset)) batch.Add(column.Field, start + value.Start, 0, ValueKind.Null);
        else if (text.SequenceEqual(_header.Empty)) batch.Add(column.Field, start + value.Start, 0, ValueKind.Text);
        else if (column.Kind == ValueKind.Boolean && text is [(byte)'T' or (byte)'F'])
            batch.Add(column.Field, text[0] == 'T' ? "true"u8 : "false"u8, ValueKind.Boolean);
        else if (column.Kind == ValueKind.Number && NumberText.IsNumber(text))
            batch.Add(column.Field, start + value.Start, value.Length, ValueKind.Number);
        else if (text.Contains((byte)'\\'))
        {
            var plain = HexEscapes.Append(batch, text, "\\"u8, "\\"u8);
            batch.Add(column.Field, plain.Start, plain.Length, ValueKind.Text);
        }
        else batch.Add(column.Field, start + value.Start, value.Length, ValueKind.Text);
    }
}
