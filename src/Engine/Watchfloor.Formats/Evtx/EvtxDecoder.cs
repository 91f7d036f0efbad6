using System.Buffers.Binary;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// Cuts a file into its header (4,096 bytes) and chunks (65,536 bytes), which stand for themselves: names and templates are found
/// within the chunk. Where a chunk's signature is missing, the next signature is looked for and the piece before it is searched
/// for records.
/// </summary>
internal sealed class EvtxDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    private const int HeaderBytes = 4_096;
    private const int HeaderChecksumAt = 124;
    private const int HeaderChecksummedBytes = 120;

    private readonly ChunkReader _chunks = new(names, limits);
    private bool _started;

    public static ReadOnlySpan<byte> FileSignature => "ElfFile\0"u8;

    public int Decode(EventBatch batch, bool endOfInput)
    {
        _chunks.BeginBatch();
        var at = 0;
        if (!_started)
        {
            if (batch.InputLength < HeaderBytes && !endOfInput) return 0;
            _started = true;
            if (batch.Input.StartsWith(FileSignature)) at = ReadFileHeader(batch);
        }

        while (batch.InputLength - at >= ChunkHeader.ChunkBytes) at += ReadChunk(batch, at, ChunkHeader.ChunkBytes);
        while (endOfInput && at < batch.InputLength) at += ReadChunk(batch, at, batch.InputLength - at);
        return at;
    }

    private static int ReadFileHeader(EventBatch batch)
    {
        var header = batch.Input[..Math.Min(HeaderBytes, batch.InputLength)];
        if (header.Length < HeaderBytes)
        {
            batch.AddUnparsed(EvtxFormat.Name, "the file ends inside its header", 0, header.Length, batch.InputOffset);
            return header.Length;
        }

        var tested = (header[HeaderChecksumAt - 4] & ChunkHeader.NoChecksums) == 0;
        if (tested && Crc32.Of(header[..HeaderChecksummedBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderChecksumAt..]))
            batch.AddUnparsed(EvtxFormat.Name, "the file header's checksum is wrong", 0, HeaderChecksumAt + 4, batch.InputOffset);
        return HeaderBytes;
    }

    /// <returns>How many bytes are done with: the chunk, or what stands before the next signature.</returns>
    private int ReadChunk(EventBatch batch, int at, int length)
    {
        var piece = batch.Input.Slice(at, length);
        if (piece.StartsWith(ChunkHeader.Signature))
        {
            _chunks.Read(batch, at, length);
            return length;
        }

        // Windows fills the space it has allocated and not yet used with zeros.
        if (piece.IndexOfAnyExcept((byte)0) < 0) return length;
        var next = piece.IndexOf(ChunkHeader.Signature);
        if (next > 0) length = next;
        _chunks.Carve(batch, at, length);
        return length;
    }
}
