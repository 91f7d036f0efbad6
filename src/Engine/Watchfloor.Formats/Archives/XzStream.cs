using System.Buffers.Binary;
using SharpCompress.Compressors.LZMA;

namespace Watchfloor.Formats.Archives;

/// <summary>
/// xz (format 1.2.1): every block of every concatenated stream, each against its check. SharpCompress decodes the LZMA2 within;
/// its own xz reader stops after the first stream and checks nothing.
/// </summary>
internal sealed class XzStream(ForwardStream source) : ReadOnlyStream
{
    private const int StreamHeaderBytes = 12;
    private const byte Lzma2 = 0x21;

    private XzCheck? _check;
    private Stream? _block;
    private long _packedStart;
    private bool _ended;

    public override int Read(Span<byte> destination)
    {
        while (!_ended && !destination.IsEmpty)
        {
            if (_block is null && !NextBlock()) break;
            var read = _block!.Read(destination);
            _check!.Add(destination[..read]);
            if (read > 0) return read;
            EndBlock();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block?.Dispose();
            _check?.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Goes to the next block: over the index and footer, the padding and the next stream's header where need be.</summary>
    /// <returns>False at the end of the input.</returns>
    private bool NextBlock()
    {
        while (true)
        {
            if (_check is null && !BeginStream()) return false;
            var size = source.ReadByte();
            if (size < 0) throw DamageException.CutShort();
            if (size > 0)
            {
                BeginBlock(size);
                return true;
            }

            EndStream();
        }
    }

    private bool BeginStream()
    {
        // Streams may stand behind one another, with zeros between them in fours (§2.2).
        while (source.Peek(4) is [0, 0, 0, 0]) source.Skip(4);
        _ended = source.Peek(1).IsEmpty;
        if (_ended) return false;
        Span<byte> header = stackalloc byte[StreamHeaderBytes];
        source.Demand(header);
        if (!header.StartsWith(ArchiveMagic.Xz)) throw new DamageException("damaged: something else behind the compressed data");
        if (!Checks(header[6..])) throw DamageException.BadChecksum();
        _check = new XzCheck(header[7] & 15);
        return true;
    }

    /// <summary>A block's header (§3.1): sizes that nobody needs, then the filters.</summary>
    private void BeginBlock(int size)
    {
        Span<byte> header = stackalloc byte[(size + 1) * 4];
        header[0] = (byte)size;
        source.Demand(header[1..]);
        if (!Checks(header)) throw DamageException.BadChecksum();
        var flags = header[1];
        var fields = (ReadOnlySpan<byte>)header[2..^4];
        if ((flags & 0x40) != 0) Number(ref fields);
        if ((flags & 0x80) != 0) Number(ref fields);
        if ((flags & 3) != 0 || Number(ref fields) != Lzma2 || Number(ref fields) != 1 || fields.IsEmpty)
            throw DamageException.Unsupported("an xz filter other than LZMA2");
        var dictionary = fields[0];
        if (dictionary > 40 || (2uL | (dictionary & 1u)) << ((dictionary / 2) + 11) > Codecs.MaxWindowBytes)
            throw DamageException.Unsupported("so large a window");
        _packedStart = source.Position;
        _block = LzmaStream.Create([dictionary], source, -1, -1, null, isLzma2: true, leaveOpen: true);
    }

    private void EndBlock()
    {
        _block!.Dispose();
        _block = null;
        source.Skip(-(source.Position - _packedStart) & 3);
        _check!.Verify(source);
    }

    /// <summary>The index (§4), whose mark has been read, and the footer. They only serve those who can seek.</summary>
    private void EndStream()
    {
        var start = source.Position - 1;
        for (var records = Number() * 2; records > 0; records--) Number();
        source.Skip((-(source.Position - start) & 3) + sizeof(uint));
        Span<byte> footer = stackalloc byte[StreamHeaderBytes];
        source.Demand(footer);
        if (!footer.EndsWith("YZ"u8)) throw new DamageException("damaged: no xz footer where one should be");
        _check!.Dispose();
        _check = null;
    }

    private static bool Checks(ReadOnlySpan<byte> withCrc) =>
        Crc32.Of(withCrc[..^4]) == BinaryPrimitives.ReadUInt32LittleEndian(withCrc[^4..]);

    private ulong Number()
    {
        Span<byte> bytes = stackalloc byte[9];
        for (var i = 0; i < bytes.Length; i++)
        {
            source.Demand(bytes.Slice(i, 1));
            if (bytes[i] >= 0x80) continue;
            var fields = (ReadOnlySpan<byte>)bytes;
            return Number(ref fields);
        }

        throw new DamageException("damaged: a number too long");
    }

    /// <summary>Seven bits a byte, least first, the top bit set on all but the last (§1.2).</summary>
    private static ulong Number(ref ReadOnlySpan<byte> fields)
    {
        ulong value = 0;
        for (var shift = 0; shift < 63 && !fields.IsEmpty; shift += 7)
        {
            var b = fields[0];
            fields = fields[1..];
            value |= (b & 0x7FuL) << shift;
            if (b < 0x80) return value;
        }

        throw new DamageException("damaged: a number too long");
    }
}
