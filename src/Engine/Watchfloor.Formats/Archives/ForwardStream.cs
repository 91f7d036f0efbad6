namespace Watchfloor.Formats.Archives;

/// <summary>A stream that only goes forward but can look ahead, and can take back what it gave in its last read.</summary>
internal sealed class ForwardStream(Stream source) : ReadOnlyStream
{
    /// <summary>How far it can look ahead, in bytes.</summary>
    public const int BufferBytes = 32 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at;
    private int _end;
    private long _taken;

    /// <summary>How many bytes were read from here. xz pads to multiples of it.</summary>
    public override long Position
    {
        get => _taken;
        set => throw new NotSupportedException();
    }

    /// <summary>The next bytes without taking them; fewer than asked for only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int length)
    {
        while (_end - _at < length && Fill())
        {
        }

        return _buffer.AsSpan(_at, Math.Min(length, _end - _at));
    }

    public override int Read(Span<byte> destination)
    {
        if (_at == _end)
        {
            if (destination.Length > BufferBytes)
            {
                var direct = source.Read(destination);
                _taken += direct;
                return direct;
            }

            if (!Fill()) return 0;
        }

        var length = Math.Min(destination.Length, _end - _at);
        _buffer.AsSpan(_at, length).CopyTo(destination);
        Take(length);
        return length;
    }

    public override int ReadByte()
    {
        if (_at == _end && !Fill()) return -1;
        _taken++;
        return _buffer[_at++];
    }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="DamageException">There is not so much left.</exception>
    public void Demand(Span<byte> destination)
    {
        if (ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length) throw DamageException.CutShort();
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="DamageException">There is not so much left.</exception>
    public void Skip(long length)
    {
        while (length > 0)
        {
            if (_at == _end && !Fill()) throw DamageException.CutShort();
            var step = (int)Math.Min(length, _end - _at);
            Take(step);
            length -= step;
        }
    }

    /// <summary>Takes back bytes of the last read, if it was no longer than <see cref="BufferBytes"/> and nothing was looked at since.</summary>
    public void Unread(int length)
    {
        length = Math.Min(length, _at);
        _at -= length;
        _taken -= length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Take(int length)
    {
        _at += length;
        _taken += length;
    }

    private bool Fill()
    {
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            _end -= _at;
            _at = 0;
        }

        var read = source.Read(_buffer, _end, BufferBytes - _end);
        _end += read;
        return read > 0;
    }
}
