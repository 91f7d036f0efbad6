using System.Buffers;

namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>
/// The bytes of one connection that are not consumed yet. Memory is held only while there is something in it, and between reads only as
/// much as that needs. One thread.
/// </summary>
internal sealed class ReceiveBuffer(int windowBytes) : IDisposable
{
    private const int LeastBytes = 64 << 10;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>How many bytes are not consumed.</summary>
    public int Length => _end - _start;

    /// <summary>How much memory is held, in bytes.</summary>
    public int HeldBytes => _bytes.Length;

    /// <summary>Whether what it holds is counted by <see cref="Streams.HeldBytes"/>.</summary>
    public bool IsParked { get; set; }

    /// <summary>The bytes not consumed.</summary>
    public ReadOnlyMemory<byte> Data => _bytes.AsMemory(_start, Length);

    /// <summary>Room to read into, after <see cref="Open"/>; empty when the buffer is full.</summary>
    public Memory<byte> Room => _bytes.AsMemory(_end);

    /// <summary>Makes room for a whole window and more.</summary>
    public void Open()
    {
        var size = Math.Max(windowBytes, LeastBytes) + Length;
        if (_bytes.Length - _start >= size) return;
        Move(ArrayPool<byte>.Shared.Rent(size));
    }

    /// <summary>Bytes were read into the room.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Bytes are done with.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Gives back what is not needed until the next read.</summary>
    public void Park()
    {
        if (Length == 0) Dispose();
        else if (_bytes.Length > Length * 4) Move(ArrayPool<byte>.Shared.Rent(Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private void Move(byte[] next)
    {
        Data.Span.CopyTo(next);
        var length = Length;
        Dispose();
        _bytes = next;
        _end = length;
    }
}
