using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using ZstdSharp;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// Makes packs: the fields of some thousand events, field by field, so that like stands beside like. Belongs to one thread.
/// </summary>
/// <remarks>
/// A pack is, lengths and counts as <see cref="VarInt"/>: version, number of frames, for each frame its length and its length as it is kept;
/// the frames, each packed with zstd unless that makes it longer. The first frame holds the number of rows; for each field its <see cref="PackName"/> and its name; the
/// shapes, each the fields of an event in their order; the shape of each row; for each field its <see cref="ColumnForm"/>, its frame, and
/// its place and length there; and the columns that are short. Long columns have a frame each.
/// </remarks>
internal sealed class PackWriter(FieldNames names) : IDisposable
{
    /// <summary>The most rows of a pack.</summary>
    public const int MaxRows = 8_192;

    /// <summary>The version of the form.</summary>
    public const byte Version = 1;

    /// <summary>The bytes before a pack: its length and its checksum, both of 32 bits, the low byte first.</summary>
    public const int HeaderLength = 8;

    private const int OwnFrame = 2_048;
    private const int LongText = 48;

    private readonly Compressor _zstd = new(6);
    private readonly List<ColumnInput> _columns = [];
    private readonly List<int> _fields = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<int[]> _shapes = [];
    private readonly Dictionary<int, List<int>> _shapesByHash = [];
    private readonly List<int> _shapeOfRow = [];
    private readonly ByteBuffer _head = new();
    private readonly ByteBuffer _small = new();
    private readonly ByteBuffer _column = new();
    private readonly ByteBuffer _templates = new();
    private readonly ByteBuffer _pack = new();
    private readonly List<byte[]> _frames = [];
    private readonly List<int> _lengths = [];
    private readonly ColumnInput _templated = new();
    private readonly Template _template = new();

    /// <summary>Makes a pack.</summary>
    /// <param name="events">The events' fields.</param>
    /// <param name="times">Their times, in microseconds since 1970.</param>
    /// <param name="rows">Which of them, at most <see cref="MaxRows"/>.</param>
    /// <returns>The pack with its header; good until the next call.</returns>
    public ReadOnlySpan<byte> Make(EventCells events, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        Clear();
        foreach (var row in rows) Gather(events[row], row);
        WriteHead(rows.Length);
        var areLong = FindLong(events.Bytes);
        for (var field = 0; field < _fields.Count; field++) WriteColumn(events, times, field, areLong);
        return Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _zstd.Dispose();

    private void Clear()
    {
        foreach (var column in _columns) column.Clear();
        _fields.Clear();
        _numbers.Clear();
        _shapes.Clear();
        _shapesByHash.Clear();
        _shapeOfRow.Clear();
        _frames.Clear();
        _lengths.Clear();
        foreach (var buffer in new[] { _head, _small, _pack }) buffer.Clear();
    }

    private void Gather(ReadOnlySpan<EventCells.Cell> cells, int row)
    {
        var shape = ShapeOf(cells);
        _shapeOfRow.Add(shape);
        var fields = _shapes[shape];
        for (var i = 0; i < cells.Length; i++) _columns[fields[i]].Add(cells[i], row);
    }

    private int ShapeOf(ReadOnlySpan<EventCells.Cell> cells)
    {
        if (_shapeOfRow.Count > 0 && Is(_shapes[_shapeOfRow[^1]], cells)) return _shapeOfRow[^1];
        var hash = new HashCode();
        foreach (ref readonly var cell in cells) hash.Add(cell.Field);
        ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(_shapesByHash, hash.ToHashCode(), out _);
        alike ??= [];
        foreach (var known in alike)
            if (Is(_shapes[known], cells))
                return known;
        var fields = new int[cells.Length];
        for (var i = 0; i < cells.Length; i++) fields[i] = NumberOf(cells[i].Field);
        _shapes.Add(fields);
        alike.Add(_shapes.Count - 1);
        return _shapes.Count - 1;
    }

    private bool Is(int[] shape, ReadOnlySpan<EventCells.Cell> cells)
    {
        if (shape.Length != cells.Length) return false;
        for (var i = 0; i < shape.Length; i++)
            if (_fields[shape[i]] != cells[i].Field)
                return false;
        return true;
    }

    private int NumberOf(int field)
    {
        if (_numbers.TryGetValue(field, out var number)) return number;
        number = _fields.Count;
        _numbers.Add(field, number);
        _fields.Add(field);
        if (_columns.Count == number) _columns.Add(new ColumnInput());
        return number;
    }

    private void WriteHead(int rows)
    {
        VarInt.Write(_head, (ulong)rows);
        VarInt.Write(_head, (ulong)_fields.Count);
        foreach (var field in _fields)
        {
            var name = NameOf(field, out var kind);
            _head.Add((byte)kind);
            VarInt.Write(_head, (ulong)name.Length);
            _head.Add(name);
        }

        VarInt.Write(_head, (ulong)_shapes.Count);
        foreach (var shape in _shapes)
        {
            VarInt.Write(_head, (ulong)shape.Length);
            foreach (var field in shape) VarInt.Write(_head, (ulong)field);
        }

        foreach (var shape in _shapeOfRow)
        {
            _head.Add((byte)shape);
            if (_shapes.Count > 256) _head.Add((byte)(shape >> 8));
        }
    }

    private ReadOnlySpan<byte> NameOf(int field, out PackName kind)
    {
        if (EventCells.IsAside(field, out var column))
        {
            kind = PackName.Column;
            return Encoding.UTF8.GetBytes(EventColumns.All[column].Name);
        }

        kind = field == EventCells.Raw ? PackName.Record : PackName.Field;
        return kind == PackName.Record ? Encoding.UTF8.GetBytes(EventColumns.RawField) : names.Utf8(field);
    }

    /// <summary>The fields whose texts are long and differ: they are kept as templates, and not referred to.</summary>
    private bool[] FindLong(ReadOnlySpan<byte> bytes)
    {
        var areLong = new bool[_fields.Count];
        for (var field = 0; field < areLong.Length; field++)
        {
            var column = _columns[field];
            column.Compare(bytes);
            areLong[field] = !EventCells.IsAside(_fields[field], out _) && column.Length >= (long)LongText * column.Cells.Count && column.Distinct.Count > 1 && column.Distinct.Count > column.Cells.Count / 16;
        }

        return areLong;
    }

    private void WriteColumn(EventCells events, ReadOnlySpan<long> times, int field, bool[] areLong)
    {
        _column.Clear();
        var column = _columns[field];
        ColumnForm form;
        if (areLong[field])
        {
            MakeTemplates(events, field, areLong);
            form = ColumnWriter.Write(_templated, _templates.Written, times, areTemplates: true, _column);
        }
        else
        {
            form = ColumnWriter.Write(column, events.Bytes, times, areTemplates: false, _column);
        }

        _head.Add(form.ToByte());
        var own = _column.Length >= OwnFrame;
        VarInt.Write(_head, own ? (ulong)_frames.Count + 1 : 0);
        VarInt.Write(_head, own ? 0 : (ulong)_small.Length);
        VarInt.Write(_head, (ulong)_column.Length);
        if (own) AddFrame(_column.Written);
        else _small.Add(_column.Written);
    }

    private void MakeTemplates(EventCells events, int field, bool[] areLong)
    {
        _templates.Clear();
        _templated.Clear();
        var bytes = events.Bytes;
        var column = _columns[field];
        Span<int> fields = stackalloc int[256];
        for (var i = 0; i < column.Cells.Count; i++)
        {
            var cells = events[column.Rows[i]];
            if (cells.Length > fields.Length) fields = new int[cells.Length];
            for (var c = 0; c < cells.Length; c++)
            {
                var number = _numbers[cells[c].Field];
                fields[c] = areLong[number] || EventCells.IsAside(cells[c].Field, out _) ? -1 : number;
            }

            var start = _templates.Length;
            var cell = column.Cells[i];
            _template.Begin(cells, fields, bytes);
            _template.Write(_templates, bytes.Slice(cell.Start, cell.Length), bytes);
            _templated.Add(cell with { Start = start, Length = _templates.Length - start }, column.Rows[i]);
        }

        _templated.Compare(_templates.Written);
    }

    private void AddFrame(ReadOnlySpan<byte> frame)
    {
        var packed = _zstd.Wrap(frame);
        _frames.Add(packed.Length < frame.Length ? packed.ToArray() : frame.ToArray());
        _lengths.Add(frame.Length);
    }

    private ReadOnlySpan<byte> Finish()
    {
        _head.Add(_small.Written);
        AddFrame(_head.Written);
        Span<byte> header = stackalloc byte[HeaderLength];
        _pack.Add(header);
        _pack.Add(Version);
        VarInt.Write(_pack, (ulong)_frames.Count);
        // The first was made last, because it says where the others' columns are.
        var order = Enumerable.Range(0, _frames.Count).Select(i => i == 0 ? _frames.Count - 1 : i - 1).ToArray();
        foreach (var i in order)
        {
            VarInt.Write(_pack, (ulong)_lengths[i]);
            VarInt.Write(_pack, (ulong)_frames[i].Length);
        }

        foreach (var i in order) _pack.Add(_frames[i]);
        var body = _pack.Written[HeaderLength..];
        BinaryPrimitives.WriteInt32LittleEndian(_pack.Array, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_pack.Array.AsSpan(4), Checksum.Of(body));
        return _pack.Written;
    }
}
