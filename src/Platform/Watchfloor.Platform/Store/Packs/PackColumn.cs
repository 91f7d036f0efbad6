using System.Globalization;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>The values of one field in a pack, ready to be asked. Any thread.</summary>
internal sealed class PackColumn
{
    private readonly ColumnForm _form;
    private readonly ReadOnlyMemory<byte> _kinds;
    private readonly ReadOnlyMemory<byte> _values;
    private readonly int[] _ends = [];
    private readonly ushort[] _codes = [];
    private readonly long[] _numbers = [];
    private readonly TimeText _time;

    /// <summary>Reads a column.</summary>
    /// <param name="form">How it is kept.</param>
    /// <param name="bytes">It.</param>
    /// <param name="count">How many rows have the field.</param>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public PackColumn(ColumnForm form, ReadOnlyMemory<byte> bytes, int count)
    {
        _form = form;
        var reader = new PackReader(bytes.Span);
        switch (form.Encoding)
        {
            case ColumnEncoding.Constant:
                _values = bytes;
                _ends = [bytes.Length];
                break;
            case ColumnEncoding.Plain:
                (_kinds, _ends, _values) = Values(ref reader, bytes, count, form.IsMixed);
                break;
            case ColumnEncoding.Dictionary or ColumnEncoding.WideDictionary:
                (_kinds, _ends, _values) = Values(ref reader, bytes, reader.Count(count), form.IsMixed);
                _codes = Codes(ref reader, count, form.Encoding == ColumnEncoding.WideDictionary, _ends.Length);
                break;
            default:
                if (form.Encoding == ColumnEncoding.Times) _time = TimeText.Of(reader.Byte());
                _numbers = Numbers(ref reader, count, isSum: form.Encoding == ColumnEncoding.Integers);
                break;
        }
    }

    /// <summary>Whether the values are templates.</summary>
    public bool IsTemplated => _form.IsTemplated;

    /// <summary>What a value is.</summary>
    /// <param name="index">Which, among the rows that have the field.</param>
    public CellKind Kind(int index) => _kinds.IsEmpty ? _form.Kind : (CellKind)_kinds.Span[Kept(index)];

    /// <summary>The value as it is kept, where it is kept as it is.</summary>
    public bool TryGet(int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_ends.Length == 0) return false;
        var kept = Kept(index);
        var start = kept == 0 ? 0 : _ends[kept - 1];
        value = _values.Span[start.._ends[kept]];
        return true;
    }

    /// <summary>Appends a value that is a number or a time.</summary>
    public void WriteNumber(int index, long time, ByteBuffer into)
    {
        if (_form.Encoding == ColumnEncoding.Times)
        {
            _time.Write(into, _numbers[index], time);
            return;
        }

        Span<byte> text = stackalloc byte[20];
        _numbers[index].TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        into.Add(text[..length]);
    }

    private static (ReadOnlyMemory<byte> Kinds, int[] Ends, ReadOnlyMemory<byte> Values) Values(ref PackReader reader, ReadOnlyMemory<byte> bytes, int kept, bool isMixed)
    {
        var kinds = isMixed ? bytes.Slice(bytes.Length - reader.Rest.Length, reader.Bytes(kept).Length) : default;
        foreach (var kind in kinds.Span)
            if (kind > (byte)CellKind.Array)
                throw new InvalidDataException($"Corrupt pack: no value is of kind {kind}");
        var ends = new int[kept];
        var end = 0;
        for (var i = 0; i < kept; i++) ends[i] = end += reader.Count(bytes.Length - end);
        return (kinds, ends, bytes.Slice(bytes.Length - reader.Rest.Length, reader.Bytes(end).Length));
    }

    private static ushort[] Codes(ref PackReader reader, int count, bool areWide, int kept)
    {
        var codes = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            var code = reader.Byte() | (areWide ? reader.Byte() << 8 : 0);
            codes[i] = code < kept ? (ushort)code : throw new InvalidDataException("Corrupt pack: a row has a value that is not there");
        }

        return codes;
    }

    private static long[] Numbers(ref PackReader reader, int count, bool isSum)
    {
        var numbers = new long[count];
        var sum = 0L;
        for (var i = 0; i < count; i++) numbers[i] = isSum ? sum = unchecked(sum + reader.Signed()) : reader.Signed();
        return numbers;
    }

    private int Kept(int index) => _codes.Length > 0 ? _codes[index] : _form.Encoding == ColumnEncoding.Constant ? 0 : index;
}
