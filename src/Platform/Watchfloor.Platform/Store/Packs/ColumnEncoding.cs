using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>How the values of one field are kept. The numbers stand in files.</summary>
internal enum ColumnEncoding : byte
{
    /// <summary>All the same: once.</summary>
    Constant = 0,

    /// <summary>One after the other.</summary>
    Plain = 1,

    /// <summary>Each different one once, and for each row which, in a byte.</summary>
    Dictionary = 2,

    /// <summary>The same, in two bytes, the low one first.</summary>
    WideDictionary = 3,

    /// <summary>Whole numbers as decimal digits: the difference to the one before.</summary>
    Integers = 4,

    /// <summary>Times as text: the difference to the event's time.</summary>
    Times = 5,
}

/// <summary>A column's encoding and what its values are, in one byte: 4 bits encoding, 2 bits kind, then mixed, then templates.</summary>
/// <param name="Encoding">How the values are kept.</param>
/// <param name="Kind">What all values are, unless they are mixed.</param>
/// <param name="IsMixed">The values differ in what they are; a byte for each of those kept comes first.</param>
/// <param name="IsTemplated">The values are templates: see <see cref="Template"/>.</param>
internal readonly record struct ColumnForm(ColumnEncoding Encoding, CellKind Kind, bool IsMixed, bool IsTemplated)
{
    public byte ToByte() => (byte)((int)Encoding | ((int)Kind << 4) | (IsMixed ? 0x40 : 0) | (IsTemplated ? 0x80 : 0));

    /// <exception cref="InvalidDataException">No form has this number.</exception>
    public static ColumnForm Of(byte value)
    {
        var form = new ColumnForm((ColumnEncoding)(value & 15), (CellKind)((value >> 4) & 3), (value & 0x40) != 0, (value & 0x80) != 0);
        return form.Encoding <= ColumnEncoding.Times && form.Kind <= CellKind.Array ? form : throw new InvalidDataException($"Corrupt pack: no column has the form {value}");
    }
}
