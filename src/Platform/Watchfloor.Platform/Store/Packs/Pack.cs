using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>The fields of some thousand events, as <see cref="PackWriter"/> made them. Any thread.</summary>
internal sealed class Pack
{
    private readonly PackFrames _frames;
    private readonly PackName[] _kinds;
    private readonly byte[][] _names;
    private readonly byte[][] _properties;
    private readonly int[][] _shapes;
    private readonly ushort[] _shapeOfRow;
    private readonly Place[] _places;
    private readonly int _small;
    private readonly Lazy<PackColumn>[] _columns;
    private readonly Lazy<ushort[]>[] _indexes;

    /// <summary>Reads a pack.</summary>
    /// <param name="body">It, without its header. Kept.</param>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public Pack(byte[] body)
    {
        _frames = new PackFrames(body);
        var head = new PackReader(_frames[0]);
        Rows = head.Count(StoreBatch.MaxRows);
        _names = new byte[head.Count(head.Rest.Length)][];
        _kinds = new PackName[_names.Length];
        for (var i = 0; i < _names.Length; i++)
        {
            _kinds[i] = (PackName)head.Byte();
            _names[i] = head.Bytes(head.Count(head.Rest.Length)).ToArray();
        }

        _shapes = new int[head.Count(Rows)][];
        for (var i = 0; i < _shapes.Length; i++)
        {
            _shapes[i] = new int[head.Count(_names.Length)];
            for (var field = 0; field < _shapes[i].Length; field++) _shapes[i][field] = head.Count(_names.Length - 1);
        }

        _shapeOfRow = new ushort[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var shape = head.Byte() | (_shapes.Length > 256 ? head.Byte() << 8 : 0);
            _shapeOfRow[row] = shape < _shapes.Length ? (ushort)shape : throw new InvalidDataException("Corrupt pack: a row has no shape");
        }

        _places = new Place[_names.Length];
        for (var i = 0; i < _places.Length; i++) _places[i] = new Place(ColumnForm.Of(head.Byte()), head.Count(PackFrames.MaxLength), head.Count(PackFrames.MaxLength), head.Count(PackFrames.MaxLength));
        _small = _frames[0].Length - head.Rest.Length;
        _properties = [.. _names.Select(PropertyOf)];
        _indexes = [.. _names.Select((_, field) => new Lazy<ushort[]>(() => IndexOf(field), LazyThreadSafetyMode.PublicationOnly))];
        _columns = [.. _names.Select((_, field) => new Lazy<PackColumn>(() => ColumnOf(field), LazyThreadSafetyMode.PublicationOnly))];
    }

    private readonly record struct Place(ColumnForm Form, int Frame, int Start, int Length);

    /// <summary>How many events it holds.</summary>
    public int Rows { get; }

    /// <summary>The bytes of memory that it takes when all of it has been asked for, about.</summary>
    public long Length => _frames.Length;

    /// <summary>The number of a field or column, below 0 when no event of the pack has it.</summary>
    public int FieldOf(PackName kind, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _names.Length; i++)
            if (_kinds[i] == kind && name.SequenceEqual(_names[i]))
                return i;
        return -1;
    }

    /// <summary>The fields and columns of an event, in their order.</summary>
    public ReadOnlySpan<int> FieldsOf(int row) => _shapes[_shapeOfRow[row]];

    /// <summary>The name of a field, and what it names.</summary>
    public ReadOnlySpan<byte> NameOf(int field, out PackName kind)
    {
        kind = _kinds[field];
        return _names[field];
    }

    /// <summary>Whether an event has a field, and what its value is.</summary>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    public bool Has(int row, int field, out CellKind kind)
    {
        var index = Index(row, field);
        kind = index < 0 ? CellKind.Text : _columns[field].Value.Kind(index);
        return index >= 0;
    }

    /// <summary>The value of a field that the event has.</summary>
    /// <param name="row">The event.</param>
    /// <param name="time">The event's time, in microseconds since 1970.</param>
    /// <param name="field">The field.</param>
    /// <param name="scratch">Where a value is put together that is not kept as it is.</param>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    public ReadOnlySpan<byte> Value(int row, long time, int field, ByteBuffer scratch)
    {
        var column = _columns[field].Value;
        if (!column.IsTemplated && column.TryGet(Index(row, field), out var value)) return value;
        scratch.Clear();
        Append(row, time, field, scratch);
        return scratch.Written;
    }

    /// <summary>The field that supplies a column of an event: the column itself where the value is kept under it; below 0 when there is none.</summary>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    public int SupplierOf(int row, long time, int column, ByteBuffer scratch)
    {
        if (!Has(row, column, out var kind)) return -1;
        if (kind == CellKind.Text) return column;
        var fields = _shapes[_shapeOfRow[row]];
        if (!System.Buffers.Text.Utf8Parser.TryParse(Value(row, time, column, scratch), out int number, out _) || number < 0 || number >= fields.Length || _kinds[fields[number]] == PackName.Column)
            throw new InvalidDataException("Corrupt pack: a column has no supplier");
        return fields[number];
    }

    /// <summary>Appends all fields of an event as a JSON object.</summary>
    /// <param name="row">The event.</param>
    /// <param name="time">The event's time, in microseconds since 1970.</param>
    /// <param name="into">Receives it.</param>
    /// <param name="scratch">For values that must be put together.</param>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    public void WriteJson(int row, long time, ByteBuffer into, ByteBuffer scratch)
    {
        into.Add((byte)'{');
        var fields = _shapes[_shapeOfRow[row]];
        var isFirst = true;
        for (var i = 0; i < fields.Length; i++)
        {
            if (_kinds[fields[i]] == PackName.Column) continue;
            if (!isFirst) into.Add((byte)',');
            isFirst = false;
            into.Add(_properties[fields[i]]);
            Has(row, fields[i], out var kind);
            var value = Value(row, time, fields[i], scratch);
            if (kind == CellKind.Text) JsonText.Write(into, value);
            else into.Add(value);
        }

        into.Add((byte)'}');
    }

    private static byte[] PropertyOf(byte[] name)
    {
        var bytes = new ByteBuffer();
        JsonText.Write(bytes, name);
        bytes.Add((byte)':');
        return bytes.Written.ToArray();
    }

    private void Append(int row, long time, int field, ByteBuffer into)
    {
        var column = _columns[field].Value;
        var index = Index(row, field);
        if (!column.TryGet(index, out var value))
        {
            column.WriteNumber(index, time, into);
            return;
        }

        if (!column.IsTemplated)
        {
            into.Add(value);
            return;
        }

        while (value.IndexOf(Template.Mark) is var mark and >= 0)
        {
            into.Add(value[..mark]);
            var reader = new PackReader(value[(mark + 1)..]);
            var reference = reader.Count(_names.Length);
            value = reader.Rest;
            if (reference == 0) into.Add(Template.Mark);
            else if (Index(row, reference - 1) >= 0 && !_columns[reference - 1].Value.IsTemplated) Append(row, time, reference - 1, into);
            else throw new InvalidDataException("Corrupt pack: a template refers to what is not there");
        }

        into.Add(value);
    }

    /// <summary>Which of a column's values is a row's; below 0 when the row does not have the field.</summary>
    private int Index(int row, int field) => _indexes[field].Value[row] - 1;

    private ushort[] IndexOf(int field)
    {
        var has = _shapes.Select(shape => Array.IndexOf(shape, field) >= 0).ToArray();
        var index = new ushort[Rows];
        var count = 0;
        for (var row = 0; row < Rows; row++)
            if (has[_shapeOfRow[row]])
                index[row] = (ushort)++count;
        return index;
    }

    private PackColumn ColumnOf(int field)
    {
        var place = _places[field];
        var frame = _frames[place.Frame].AsMemory(place.Frame == 0 ? _small : 0);
        if (place.Start > frame.Length || place.Length > frame.Length - place.Start) throw new InvalidDataException("Corrupt pack: a column lies outside its frame");
        return new PackColumn(place.Form, frame.Slice(place.Start, place.Length), Rows == 0 ? 0 : _indexes[field].Value.Max());
    }
}
