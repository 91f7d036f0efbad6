namespace Watchfloor.Platform.Log;

/// <summary>
/// Lays entries out as frames for one vectored write: headers, padding and short payloads in one buffer, long payloads where they are.
/// </summary>
internal sealed class FrameGather
{
    private const int Long = 16 << 10;
    private const int KeptBuffer = 4 << 20;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private byte[] _buffer = [];
    private int _from;
    private int _to;

    /// <summary>The parts that make the frames from an offset on. Valid until <see cref="Clear"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Take(ReadOnlySpan<PendingAppend> entries, ulong salt, long offset)
    {
        long needed = 0;
        foreach (var append in entries) needed += append.Entry.Payload.Length < Long ? append.Size : FrameHeader.Size + 8;
        if (_buffer.Length < needed) _buffer = new byte[needed];
        foreach (var append in entries)
        {
            var payload = append.Entry.Payload;
            var header = new FrameHeader(salt, offset, (byte)append.Entry.Kind, append.Entry.ReceivedMs, payload.Length, Checksum.Of(payload.Span));
            header.Write(_buffer.AsSpan(_to));
            _to += FrameHeader.Size;
            if (payload.Length < Long)
            {
                payload.Span.CopyTo(_buffer.AsSpan(_to));
                _to += payload.Length;
            }
            else
            {
                EndPart();
                _parts.Add(payload);
            }

            var padding = (int)(append.Size - FrameHeader.Size - payload.Length);
            _buffer.AsSpan(_to, padding).Clear();
            _to += padding;
            offset += append.Size;
        }

        EndPart();
        return _parts;
    }

    /// <summary>Lets go of the payloads.</summary>
    public void Clear()
    {
        _parts.Clear();
        _from = _to = 0;
        if (_buffer.Length > KeptBuffer) _buffer = [];
    }

    private void EndPart()
    {
        if (_to > _from) _parts.Add(_buffer.AsMemory(_from, _to - _from));
        _from = _to;
    }
}
