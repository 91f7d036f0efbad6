namespace Watchfloor.Platform.Store.Columns;

/// <summary>Bytes that grow at their end and keep their memory when cleared.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[4_096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public byte[] Array => _bytes;

    public void Add(byte value)
    {
        if (Length == _bytes.Length) Grow(1);
        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        if (Length + values.Length > _bytes.Length) Grow(values.Length);
        values.CopyTo(_bytes.AsSpan(Length));
        Length += values.Length;
    }

    public void Clear() => Length = 0;

    private void Grow(int more) => System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + more)));
}
