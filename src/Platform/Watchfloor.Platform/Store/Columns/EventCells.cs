using System.Text;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// The fields of a batch's events in the source's order, several values of a name as one: ranges of the batch's bytes. Before them comes
/// the record as it was received, where the fields are not all there is to it.
/// </summary>
/// <param name="bytes">The batch's bytes.</param>
internal sealed class EventCells(ByteBuffer bytes)
{
    /// <summary>The field that is the record itself, <see cref="EventColumns.RawField"/>.</summary>
    public const int Raw = -1;

    private const int FirstAside = -2;

    private int[] _ends = [];
    private Cell[] _cells = new Cell[1_024];
    private int _count;
    private int _rows;

    /// <summary>A value.</summary>
    /// <param name="Field">The field's id, <see cref="Raw"/>, or less for a column: see <see cref="IsAside"/>.</param>
    /// <param name="Kind">What its bytes are.</param>
    /// <param name="Start">Where they begin.</param>
    /// <param name="Length">How many.</param>
    public readonly record struct Cell(int Field, CellKind Kind, int Start, int Length);

    /// <summary>What the cells are ranges of.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Written;

    /// <summary>The values of a row.</summary>
    public ReadOnlySpan<Cell> this[int row] => _cells.AsSpan((row == 0 ? 0 : _ends[row - 1])..(_ends[row]));

    /// <summary>Adds an event as the next row.</summary>
    /// <param name="view">The event.</param>
    /// <param name="withRaw">Whether the record belongs to it: as a text, or as an array with its base64 where it is not UTF-8.</param>
    /// <param name="cellOfPlace">Receives the number of the value's cell within the row for each of the event's fields.</param>
    public void Add(EventView view, bool withRaw, Span<int> cellOfPlace)
    {
        if (_rows == _ends.Length) Array.Resize(ref _ends, Math.Max(1_024, _rows * 2));
        var first = _count;
        if (withRaw) AddRaw(view.Raw);
        var ids = view.FieldIds;
        for (var place = 0; place < ids.Length; place++)
        {
            var earlier = ids[..place].IndexOf(ids[place]);
            if (earlier >= 0)
            {
                cellOfPlace[place] = cellOfPlace[earlier];
                continue;
            }

            cellOfPlace[place] = _count - first;
            if (ids[(place + 1)..].Contains(ids[place])) AddArray(view, place);
            else AddValue(ids[place], view.Kind(place), view.Value(place));
        }

        _ends[_rows++] = _count;
    }

    /// <summary>Adds an event as the next row, as it stands in a pack.</summary>
    /// <exception cref="InvalidDataException">The pack is damaged, or its names are more than are known.</exception>
    public void Add(Pack pack, int row, long time, FieldNames names, Scratch scratch)
    {
        if (_rows == _ends.Length) Array.Resize(ref _ends, Math.Max(1_024, _rows * 2));
        foreach (var field in pack.FieldsOf(row))
        {
            pack.Has(row, field, out var kind);
            var start = bytes.Length;
            bytes.Add(pack.Value(row, time, field, scratch.Value));
            Add(IdOf(pack.NameOf(field, out var what), what, names), kind, start);
        }

        _ends[_rows++] = _count;
    }

    /// <summary>Adds to the last row which of its values supplies a column that has no place in the row.</summary>
    /// <param name="column">The column's ordinal.</param>
    /// <param name="cell">The number of the value's cell within the row.</param>
    /// <param name="value">The value, which is kept itself where the cell holds several.</param>
    public void AddAside(int column, int cell, ReadOnlySpan<byte> value)
    {
        var start = bytes.Length;
        if (this[_rows - 1][cell].Kind == CellKind.Array)
        {
            JsonText.AddValid(bytes, value);
            Add(FirstAside - column, CellKind.Text, start);
        }
        else
        {
            Span<byte> digits = stackalloc byte[11];
            cell.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
            bytes.Add(digits[..length]);
            Add(FirstAside - column, CellKind.Literal, start);
        }

        _ends[_rows - 1] = _count;
    }

    /// <summary>Whether a cell's field is a column: a literal is the number of the cell that supplies it, a text its value.</summary>
    /// <param name="field">Of the cell.</param>
    /// <param name="column">The column's ordinal.</param>
    public static bool IsAside(int field, out int column)
    {
        column = FirstAside - field;
        return field <= FirstAside;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => _count = _rows = 0;

    private static int IdOf(ReadOnlySpan<byte> name, PackName what, FieldNames names)
    {
        if (what == PackName.Record) return Raw;
        if (what == PackName.Column) return FirstAside - EventColumns.ByName[Encoding.UTF8.GetString(name)].Ordinal;
        var id = names.Intern(name);
        return id != FieldNames.Full ? id : throw new InvalidDataException("too many field names are known to read another");
    }

    private static bool IsLiteral(ValueKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        ValueKind.Boolean => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8),
        ValueKind.Number => JsonNumber.Is(value),
        _ => false,
    };

    private void AddRaw(ReadOnlySpan<byte> raw)
    {
        var start = bytes.Length;
        if (System.Text.Unicode.Utf8.IsValid(raw))
        {
            bytes.Add(raw);
            Add(Raw, CellKind.Text, start);
            return;
        }

        bytes.Add("[\""u8);
        bytes.Add(Encoding.ASCII.GetBytes(Convert.ToBase64String(raw)));
        bytes.Add("\"]"u8);
        Add(Raw, CellKind.Array, start);
    }

    private void AddValue(int field, ValueKind kind, ReadOnlySpan<byte> value)
    {
        var start = bytes.Length;
        if (kind == ValueKind.Null) bytes.Add("null"u8);
        else JsonText.AddValid(bytes, value);
        Add(field, kind == ValueKind.Null || IsLiteral(kind, value) ? CellKind.Literal : CellKind.Text, start);
    }

    private void AddArray(EventView view, int first)
    {
        var start = bytes.Length;
        var ids = view.FieldIds;
        bytes.Add((byte)'[');
        for (var place = first; place < ids.Length; place++)
        {
            if (ids[place] != ids[first]) continue;
            if (place > first) bytes.Add((byte)',');
            var kind = view.Kind(place);
            var value = view.Value(place);
            if (kind == ValueKind.Null) bytes.Add("null"u8);
            else if (IsLiteral(kind, value)) bytes.Add(value);
            else if (System.Text.Unicode.Utf8.IsValid(value)) JsonText.Write(bytes, value);
            else JsonText.Write(bytes, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value)));
        }

        bytes.Add((byte)']');
        Add(ids[first], CellKind.Array, start);
    }

    private void Add(int field, CellKind kind, int start)
    {
        if (_count == _cells.Length) Array.Resize(ref _cells, _count * 2);
        _cells[_count++] = new Cell(field, kind, start, bytes.Length - start);
    }
}
