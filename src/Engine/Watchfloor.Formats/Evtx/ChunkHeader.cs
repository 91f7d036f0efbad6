using System.Buffers.Binary;

namespace Watchfloor.Formats.Evtx;

/// <summary>The first 512 bytes of a chunk: signature, record numbers, checksums, and the tables of common strings and templates.</summary>
internal readonly ref struct ChunkHeader(ReadOnlySpan<byte> chunk)
{
    /// <summary>The size of a chunk, in bytes.</summary>
    public const int ChunkBytes = 65_536;

    /// <summary>The size of a chunk's header, in bytes; the first record follows it.</summary>
    public const int Bytes = 512;

    /// <summary>A flag of file and chunk headers: the checksums were not calculated.</summary>
    public const int NoChecksums = 4;

    private const int FixedBytes = 120;
    private const int TablesAt = 128;
    private readonly ReadOnlySpan<byte> _chunk = chunk;

    public static ReadOnlySpan<byte> Signature => "ElfChnk\0"u8;

    /// <summary>Where the records end, as the header says, in bytes from the chunk's start.</summary>
    public int FreeSpace => (int)Math.Min(UInt32(48), int.MaxValue);

    public bool HasChecksums => (UInt32(120) & NoChecksums) == 0;

    public bool HeaderChecksumHolds =>
        Crc32.Of(_chunk.Slice(TablesAt, Bytes - TablesAt), Crc32.Of(_chunk[..FixedBytes])) == UInt32(124);

    /// <summary>False too when the records would end outside the chunk.</summary>
    public bool DataChecksumHolds =>
        FreeSpace >= Bytes && FreeSpace <= _chunk.Length && Crc32.Of(_chunk[Bytes..FreeSpace]) == UInt32(52);

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_chunk[at..]);
}
