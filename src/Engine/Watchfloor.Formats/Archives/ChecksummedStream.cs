namespace Watchfloor.Formats.Archives;

/// <summary>Passes bytes on and compares their length and, where it is known, their CRC-32 with what the archive says.</summary>
internal sealed class ChecksummedStream(Stream inner, uint? crc, long length) : ReadOnlyStream
{
    private uint _crc;
    private long _length;
    private bool _ended;

    public override int Read(Span<byte> destination)
    {
        if (_ended || destination.IsEmpty) return 0;
        var read = inner.Read(destination);
        _crc = Crc32.Of(destination[..read], _crc);
        _length += read;
        if (read > 0) return read;
        _ended = true;
        return (crc ?? _crc) == _crc && _length == length ? 0 : throw DamageException.BadChecksum();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
