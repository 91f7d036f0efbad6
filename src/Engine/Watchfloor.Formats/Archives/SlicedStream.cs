namespace Watchfloor.Formats.Archives;

/// <summary>The next so many bytes of a stream. Disposing it leaves the stream open.</summary>
internal sealed class SlicedStream(ForwardStream source, long length) : ReadOnlyStream
{
    private long _left = length;

    public override int Read(Span<byte> destination)
    {
        if (_left == 0 || destination.IsEmpty) return 0;
        var read = source.Read(destination[..(int)Math.Min(destination.Length, _left)]);
        if (read == 0) throw DamageException.CutShort();
        _left -= read;
        return read;
    }
}
