using System.Buffers;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>The bytes of one request, in rented memory that grows as they come and is counted against the bound of all requests.</summary>
internal sealed class ReceivedBody(ByteBudget budget) : IDisposable
{
    private const int FirstBytes = 16 << 10;

    private byte[] _bytes = [];
    private int _counted;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes. They go when this object is disposed of.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>Free memory to write into, or empty when all requests together hold too much.</summary>
    /// <param name="most">How many bytes the body may have.</param>
    public Memory<byte> Free(int most)
    {
        if (Length == _bytes.Length && !TryGrow(most)) return Memory<byte>.Empty;
        return _bytes.AsMemory(Length, Math.Min(_bytes.Length, most) - Length);
    }

    /// <summary>Says how many bytes were written into the free memory.</summary>
    public void Add(int count) => Length += count;

    /// <summary>Appends bytes.</summary>
    /// <returns>False when they do not fit.</returns>
    public bool TryAdd(ReadOnlySpan<byte> bytes, int most)
    {
        while (!bytes.IsEmpty)
        {
            var free = Length < most ? Free(most).Span : [];
            if (free.IsEmpty) return false;
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            Length += count;
            bytes = bytes[count..];
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        budget.Return(_counted);
        _bytes = [];
        _counted = Length = 0;
    }

    private bool TryGrow(int most)
    {
        if (Length >= most) return false;
        var size = (int)Math.Min(most, Math.Max(FirstBytes, _bytes.Length * 2L));
        if (!budget.TryTake(size - _counted)) return false;
        _counted = size;
        var next = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, Length).CopyTo(next);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = next;
        return true;
    }
}
