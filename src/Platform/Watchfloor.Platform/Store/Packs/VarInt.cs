using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit says that more follow.</summary>
internal static class VarInt
{
    /// <summary>Appends a number.</summary>
    public static void Write(ByteBuffer bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    /// <summary>Appends a number that may be negative, so that small ones of both signs are short.</summary>
    public static void WriteSigned(ByteBuffer bytes, long value) => Write(bytes, (ulong)((value << 1) ^ (value >> 63)));
}
