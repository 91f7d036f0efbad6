using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Watchfloor.Sigma.Correlation.State;

/// <summary>Writes the values of which saved state is made; <see cref="StateReader"/> reads them. Fixed widths are little endian.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins anew with the same memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Copies bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>One byte: 0 or 1.</summary>
    public void Flag(bool value) => _bytes.Write([value ? (byte)1 : (byte)0]);

    /// <summary>A number that is not negative: seven bits a byte, the least first, the high bit when more follow.</summary>
    public void Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value > 0x7f; value >>= 7) _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }

    /// <summary>Eight bytes: times and the caller's references.</summary>
    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>Sixteen bytes: low, middle, high, then sign and scale.</summary>
    public void Number(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(4), part);
            _bytes.Advance(4);
        }
    }

    /// <summary>
    /// Text or null: a count that is 0 for null, else 1 + 2 × characters, and 1 more where they follow as UTF-16 because one is not ASCII.
    /// UTF-8 would change a lone surrogate, and with it which values are the same.
    /// </summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Count(0);
            return;
        }

        var isAscii = Ascii.IsValid(text);
        Count(1 + 2L * text.Length + (isAscii ? 0 : 1));
        if (isAscii)
        {
            _bytes.Advance(Encoding.ASCII.GetBytes(text, _bytes.GetSpan(text.Length)));
            return;
        }

        foreach (var c in text)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), c);
            _bytes.Advance(2);
        }
    }
}
