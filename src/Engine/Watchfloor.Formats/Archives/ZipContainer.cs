using System.Buffers.Binary;

namespace Watchfloor.Formats.Archives;

/// <summary>
/// zip by its local headers, forward. So a cut archive gives what it still has, an archive within an archive needs no room, and
/// overlapping members, which only the directory at the end can express, do not exist.
/// </summary>
internal sealed class ZipContainer(ForwardStream source) : IArchiveContainer
{
    /// <summary>What may stand between two members without a word: a descriptor, and the two bytes of an empty deflate stream.</summary>
    private const int TrailerBytes = 26;

    private long _next;
    private Func<bool>? _finish;
    private bool _lost;

    public ArchiveEntry? Next()
    {
        while (true)
        {
            Leave();
            var passed = FindSignature(out var signature);
            if (signature != ZipHeader.Signature) return null; // the central directory, or the end of an empty archive
            var lost = _lost;
            _lost = false;
            if (passed > TrailerBytes && !lost)
                return new ArchiveEntry("", null, Refusal: $"damaged: {passed:N0} bytes between members belong to none");
            var header = ZipHeader.Read(source);
            var entry = Open(header);
            if (!header.Name.EndsWith('/')) return entry; // else a folder
        }
    }

    private ArchiveEntry Open(ZipHeader header)
    {
        var refusal = header switch
        {
            { Encrypted: true } => "encrypted",
            { Streamed: true, Method: not (ZipMethod.Stored or ZipMethod.Deflate) } => "does not say where it ends",
            _ => ZipMethod.IsKnown(header.Method) ? null : $"compression method {header.Method} is not supported",
        };
        if (!header.Streamed) _next = source.Position + header.Packed;
        _lost = header.Streamed && refusal is not null;
        return refusal is null
            ? new ArchiveEntry(header.Name, Opener(header), Expands: header.Method != ZipMethod.Stored, EndUnknown: header.Streamed)
            : new ArchiveEntry(header.Name, null, Refusal: refusal);
    }

    private Func<Stream> Opener(ZipHeader header)
    {
        if (!header.Streamed)
            return () => new ChecksummedStream(
                ZipMethod.Open(header, new SlicedStream(source, header.Packed)), header.Crc, header.Length);
        return () =>
        {
            ZipStreamedContent streamed = header.Method == ZipMethod.Stored ? new ZipStreamedStored(source) : new ZipStreamedDeflate(source);
            _finish = streamed.Finish;
            return streamed;
        };
    }

    private void Leave()
    {
        if (_finish is not null) _lost = !_finish();
        else if (_next > source.Position) source.Skip(_next - source.Position);
        _finish = null;
    }

    /// <summary>Goes to the next member or to the central directory.</summary>
    /// <returns>How many bytes were passed over.</returns>
    private long FindSignature(out uint signature)
    {
        var start = source.Position;
        while (true)
        {
            var ahead = source.Peek(ForwardStream.BufferBytes);
            if (ahead.Length < 4) throw DamageException.CutShort();
            signature = BinaryPrimitives.ReadUInt32LittleEndian(ahead);
            if (signature is ZipHeader.Signature or 0x0201_4B50 or 0x0605_4B50 or 0x0606_4B50) return source.Position - start;
            var next = ahead[1..].IndexOf("PK"u8);
            source.Skip(next < 0 ? ahead.Length - 1 : next + 1);
        }
    }
}
