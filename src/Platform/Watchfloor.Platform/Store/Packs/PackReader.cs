namespace Watchfloor.Platform.Store.Packs;

/// <summary>Reads what stands in a pack, one thing after the other, and never beyond its end.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>A byte.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public byte Byte()
    {
        if (_rest.IsEmpty) throw Short();
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Bytes.</summary>
    /// <exception cref="InvalidDataException">There are not so many.</exception>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length) throw Short();
        var value = _rest[..count];
        _rest = _rest[count..];
        return value;
    }

    /// <summary>A number of <see cref="VarInt"/>.</summary>
    /// <exception cref="InvalidDataException">It does not end, or has more than 64 bits.</exception>
    public ulong Number()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new InvalidDataException("Corrupt pack: a number has no end");
    }

    /// <summary>A number that may be negative.</summary>
    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count.</summary>
    /// <exception cref="InvalidDataException">It is greater than <paramref name="most"/>.</exception>
    public int Count(int most)
    {
        var value = Number();
        return value <= (ulong)most ? (int)value : throw new InvalidDataException($"Corrupt pack: {value} where at most {most} may stand");
    }

    private static InvalidDataException Short() => new("Corrupt pack: it ends early");
}
