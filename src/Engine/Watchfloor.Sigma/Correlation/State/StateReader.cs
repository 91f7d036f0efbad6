using System.Buffers.Binary;
using System.Text;

namespace Watchfloor.Sigma.Correlation.State;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote. Every count is held against the bytes that are left before anything is made of it,
/// so damaged bytes cannot ask for more memory than a small multiple of their own length.
/// </summary>
/// <param name="bytes">The bytes.</param>
/// <param name="origin">Where they begin in the whole, for faults.</param>
internal ref struct StateReader(ReadOnlySpan<byte> bytes, long origin)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Where the next value stands in the whole.</summary>
    public readonly long Offset => origin + _at;

    /// <summary>True when all was read.</summary>
    public readonly bool IsAtEnd => _at == _bytes.Length;

    /// <summary>What to throw when the value just read cannot be.</summary>
    public readonly StateFaultException Fault(string message) => new(Offset, message);

    /// <summary>The next bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(long length)
    {
        if (length < 0 || length > _bytes.Length - _at) throw Fault($"{length} bytes should follow, but only {_bytes.Length - _at} do");
        var found = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return found;
    }

    /// <summary>A flag.</summary>
    public bool Flag() => Bytes(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw Fault("a flag is neither 0 nor 1"),
    };

    /// <summary>A number that is not negative.</summary>
    public long Count()
    {
        long value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var part = Bytes(1)[0];
            value |= (long)(part & 0x7f) << shift;
            if (part <= 0x7f) return value;
        }

        throw Fault("a count is longer than 63 bits");
    }

    /// <summary>How many items follow, each of at least so many bytes.</summary>
    public int Items(int least)
    {
        var count = Count();
        if (count > (_bytes.Length - _at) / least) throw Fault($"{count} items should follow, but only {_bytes.Length - _at} bytes do");
        return (int)count;
    }

    /// <summary>A place in a list.</summary>
    public int Place(int listLength)
    {
        var place = Count();
        return place < listLength ? (int)place : throw Fault($"place {place} is beyond a list of {listLength}");
    }

    /// <summary>A time or reference.</summary>
    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>A number of limited magnitude, so that sums of it stay in the range of decimal.</summary>
    public decimal Number(decimal greatest)
    {
        const int scaleAndSign = unchecked((int)0x80ff0000);
        Span<int> parts = stackalloc int[4];
        for (var i = 0; i < parts.Length; i++) parts[i] = BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));
        if ((parts[3] & ~scaleAndSign) != 0 || (parts[3] >> 16 & 0xff) > 28) throw Fault("a decimal number is malformed");
        var number = new decimal(parts);
        return decimal.Abs(number) <= greatest ? number : throw Fault("a number is too great");
    }

    /// <summary>Text or null.</summary>
    public string? TextOrNull()
    {
        var code = Count();
        if (code == 0) return null;
        var length = (code - 1) / 2;
        if ((code - 1) % 2 == 0)
        {
            var ascii = Bytes(length);
            return Ascii.IsValid(ascii) ? Encoding.ASCII.GetString(ascii) : throw Fault("text said to be ASCII is not");
        }

        // Held against what is left before it is doubled, which could overflow.
        return new string(Characters(Bytes(length > _bytes.Length ? length : length * 2)));
    }

    /// <summary>Text.</summary>
    public string Text() => TextOrNull() ?? throw Fault("text is missing");

    private static char[] Characters(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[bytes.Length / 2];
        for (var i = 0; i < characters.Length; i++) characters[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
        return characters;
    }
}
