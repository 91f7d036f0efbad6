using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// A cursor over BinXML. Reading past the end answers zeros and sets <see cref="Broken"/>, so that a caller checks once per token.
/// </summary>
/// <param name="chunk">The whole chunk: names are referred to by their place in it.</param>
/// <param name="at">Where to begin.</param>
/// <param name="end">Where to stop; at most the chunk's length.</param>
internal ref struct BinXmlReader(ReadOnlySpan<byte> chunk, int at, int end)
{
    // What stands before a name's characters: an offset to the next name of the same hash, the hash, the number of characters.
    private const int NameHeaderBytes = 8;
    private const int NameTerminatorBytes = 2;

    public readonly ReadOnlySpan<byte> Chunk = chunk;
    public readonly int End = end;
    public int At = at;
    public bool Broken;

    /// <summary>The next token; the end of a fragment when nothing is left.</summary>
    public readonly byte Peek() => At < End ? Chunk[At] : Token.EndOfFragment;

    public byte Byte() => Take(1) is [var b] ? b : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } s ? BinaryPrimitives.ReadUInt16LittleEndian(s) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } s ? BinaryPrimitives.ReadUInt32LittleEndian(s) : 0;

    public void Skip(int count) => Take(count);

    /// <summary>UTF-16 text with its number of characters before it.</summary>
    public ReadOnlySpan<char> Text() => MemoryMarshal.Cast<byte, char>(Take(UInt16() * 2));

    /// <summary>
    /// A reference to a name: the name's place in the chunk, and the name itself when that place is right here.
    /// </summary>
    /// <param name="inline">How many bytes the name took here; 0 when it stands elsewhere.</param>
    public ReadOnlySpan<char> Name(out int inline)
    {
        var place = UInt32();
        inline = 0;
        if (Broken || place > Chunk.Length - NameHeaderBytes) return Break();
        var length = 2 * BinaryPrimitives.ReadUInt16LittleEndian(Chunk[((int)place + NameHeaderBytes - 2)..]);
        if (length > Chunk.Length - NameHeaderBytes - place) return Break();
        if (place == At)
        {
            inline = NameHeaderBytes + length + NameTerminatorBytes;
            Skip(inline);
        }

        return MemoryMarshal.Cast<byte, char>(Chunk.Slice((int)place + NameHeaderBytes, length));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > End - At)
        {
            Break();
            return default;
        }

        var taken = Chunk.Slice(At, count);
        At += count;
        return taken;
    }

    private ReadOnlySpan<char> Break()
    {
        Broken = true;
        At = End;
        return default;
    }
}
