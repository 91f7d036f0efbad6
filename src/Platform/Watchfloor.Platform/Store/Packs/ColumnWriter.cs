using System.Buffers.Text;
using System.Runtime.InteropServices;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>Writes the values of a field in the encoding that suits them.</summary>
internal static class ColumnWriter
{
    /// <summary>Appends a column.</summary>
    /// <param name="column">The values, compared.</param>
    /// <param name="bytes">What they are ranges of.</param>
    /// <param name="times">The times of the batch's events, in microseconds since 1970.</param>
    /// <param name="areTemplates">Whether they are templates.</param>
    /// <param name="into">Receives the column.</param>
    /// <returns>The form it has.</returns>
    public static ColumnForm Write(ColumnInput column, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> times, bool areTemplates, ByteBuffer into)
    {
        var distinct = CollectionsMarshal.AsSpan(column.Distinct);
        var kind = distinct[0].Kind;
        var isMixed = false;
        foreach (ref readonly var cell in distinct) isMixed |= cell.Kind != kind;
        var encoding = EncodingOf(column, distinct, bytes, isMixed || areTemplates, out var time);
        switch (encoding)
        {
            case ColumnEncoding.Constant:
                into.Add(bytes.Slice(distinct[0].Start, distinct[0].Length));
                break;
            case ColumnEncoding.Integers:
                WriteIntegers(column, bytes, into);
                break;
            case ColumnEncoding.Times:
                WriteTimes(column, bytes, times, time, into);
                break;
            case ColumnEncoding.Plain:
                WriteValues(CollectionsMarshal.AsSpan(column.Cells), bytes, isMixed, into);
                break;
            default:
                VarInt.Write(into, (ulong)distinct.Length);
                WriteValues(distinct, bytes, isMixed, into);
                foreach (var code in column.Codes)
                {
                    into.Add((byte)code);
                    if (encoding == ColumnEncoding.WideDictionary) into.Add((byte)(code >> 8));
                }

                break;
        }

        return new ColumnForm(encoding, kind, isMixed, areTemplates);
    }

    private static ColumnEncoding EncodingOf(ColumnInput column, ReadOnlySpan<EventCells.Cell> distinct, ReadOnlySpan<byte> bytes, bool textOnly, out TimeText time)
    {
        time = default;
        if (distinct.Length == 1) return ColumnEncoding.Constant;
        if (!textOnly && distinct[0].Kind == CellKind.Text && AreTimes(distinct, bytes, out time)) return ColumnEncoding.Times;
        if (distinct.Length <= column.Cells.Count / 2) return distinct.Length <= 256 ? ColumnEncoding.Dictionary : ColumnEncoding.WideDictionary;
        return !textOnly && distinct[0].Kind != CellKind.Array && AreIntegers(distinct, bytes) ? ColumnEncoding.Integers : ColumnEncoding.Plain;
    }

    private static bool AreTimes(ReadOnlySpan<EventCells.Cell> distinct, ReadOnlySpan<byte> bytes, out TimeText form)
    {
        if (!TimeText.TryRead(bytes.Slice(distinct[0].Start, distinct[0].Length), out form, out _)) return false;
        foreach (ref readonly var cell in distinct[1..])
            if (!TimeText.TryRead(bytes.Slice(cell.Start, cell.Length), out var other, out _) || other != form)
                return false;
        return true;
    }

    private static bool AreIntegers(ReadOnlySpan<EventCells.Cell> distinct, ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var cell in distinct)
            if (!TryInteger(bytes.Slice(cell.Start, cell.Length), out _))
                return false;
        return true;
    }

    /// <summary>A number of at most 18 digits that is written as we would write it.</summary>
    private static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        if (digits.Length is 0 or > 18 || (digits[0] == '0' && text.Length > 1)) return false;
        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
    }

    private static void WriteIntegers(ColumnInput column, ReadOnlySpan<byte> bytes, ByteBuffer into)
    {
        var before = 0L;
        foreach (var cell in column.Cells)
        {
            TryInteger(bytes.Slice(cell.Start, cell.Length), out var value);
            VarInt.WriteSigned(into, value - before);
            before = value;
        }
    }

    private static void WriteTimes(ColumnInput column, ReadOnlySpan<byte> bytes, ReadOnlySpan<long> times, TimeText form, ByteBuffer into)
    {
        into.Add(form.ToByte());
        for (var i = 0; i < column.Cells.Count; i++)
        {
            TimeText.TryRead(bytes.Slice(column.Cells[i].Start, column.Cells[i].Length), out _, out var units);
            VarInt.WriteSigned(into, form.Difference(units, times[column.Rows[i]]));
        }
    }

    private static void WriteValues(ReadOnlySpan<EventCells.Cell> cells, ReadOnlySpan<byte> bytes, bool isMixed, ByteBuffer into)
    {
        if (isMixed)
            foreach (ref readonly var cell in cells)
                into.Add((byte)cell.Kind);
        foreach (ref readonly var cell in cells) VarInt.Write(into, (ulong)cell.Length);
        foreach (ref readonly var cell in cells) into.Add(bytes.Slice(cell.Start, cell.Length));
    }
}
