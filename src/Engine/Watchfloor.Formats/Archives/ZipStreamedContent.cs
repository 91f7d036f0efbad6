using System.Buffers.Binary;

namespace Watchfloor.Formats.Archives;

/// <summary>
/// The content of a zip member that was written to a pipe: checksum and sizes follow it, in a descriptor (APPNOTE §4.3.9).
/// </summary>
internal abstract class ZipStreamedContent(ForwardStream source) : ReadOnlyStream
{
    protected const uint Signature = 0x0807_4B50;
    private const int MaxDescriptorBytes = 24;

    private uint _crc;
    private long _length;
    private bool _ended;

    protected ForwardStream Source => source;

    public sealed override int Read(Span<byte> destination)
    {
        if (_ended || destination.IsEmpty) return 0;
        var read = ReadContent(destination);
        _crc = Crc32.Of(destination[..read], _crc);
        _length += read;
        if (read > 0) return read;
        GiveBack();
        var (bytes, right) = Descriptor();
        source.Skip(bytes);
        _ended = true;
        return right ? 0 : throw DamageException.BadChecksum();
    }

    /// <summary>Leaves the source behind the member, as well as can be.</summary>
    /// <returns>False when the member was damaged and the place of the next one is not known.</returns>
    public bool Finish()
    {
        if (!_ended) GiveBack();
        return _ended;
    }

    /// <summary>Reads content; 0 when the descriptor is reached.</summary>
    protected abstract int ReadContent(Span<byte> destination);

    /// <summary>Lets the source stand behind the last byte that belongs to the content.</summary>
    protected virtual void GiveBack()
    {
    }

    /// <summary>Looks at the descriptor that the source stands at.</summary>
    /// <returns>Its length, and whether it describes what was read.</returns>
    protected (int Bytes, bool Right) Descriptor()
    {
        var ahead = source.Peek(MaxDescriptorBytes);
        var signed = ahead.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(ahead) == Signature ? 4 : 0;
        if (ahead.Length < signed + 12) throw DamageException.CutShort();
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(ahead[signed..]);
        var sizes = ahead[(signed + 4)..];
        // Nothing says whether the two sizes have 32 bits or 64; one of the readings fits what was unpacked.
        var narrow = BinaryPrimitives.ReadUInt32LittleEndian(sizes[4..]) == (uint)_length;
        var wide = sizes.Length >= 16 && BinaryPrimitives.ReadInt64LittleEndian(sizes[8..]) == _length;
        return (signed + (!narrow && wide ? 20 : 12), crc == _crc && (narrow || wide));
    }
}
