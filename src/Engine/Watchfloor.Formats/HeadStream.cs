namespace Watchfloor.Formats;

/// <summary>A stream whose beginning has been looked at, to recognise its format, and is read again from the start.</summary>
public sealed class HeadStream : Stream
{
    /// <summary>How much is looked at, in bytes.</summary>
    public const int HeadBytes = 64 << 10;

    private readonly Stream _source;
    private readonly byte[] _head;
    private readonly int _length;
    private int _at;

    /// <summary>Reads the head of a stream.</summary>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public HeadStream(Stream source)
    {
        _source = source;
        _head = new byte[HeadBytes];
        _length = source.ReadAtLeast(_head, HeadBytes, throwOnEndOfStream: false);
    }

    /// <summary>The first bytes of the stream; all of it when it is shorter than <see cref="HeadBytes"/>.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _length) return _source.Read(buffer);
        var length = Math.Min(buffer.Length, _length - _at);
        _head.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
