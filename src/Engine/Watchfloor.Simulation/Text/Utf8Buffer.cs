using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Watchfloor.Simulation.Text;

/// <summary>A buffer of UTF-8 that grows. Numbers and times are written without culture.</summary>
internal sealed class Utf8Buffer(int size)
{
    /// <summary>What JSON does not let stand inside a string (RFC 8259 §7).</summary>
    private static readonly SearchValues<byte> _escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private byte[] _bytes = new byte[size];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory(int start, int length) => _bytes.AsMemory(start, length);

    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    public void Clear() => Length = 0;

    public Utf8Buffer Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
        return this;
    }

    public Utf8Buffer Raw(byte one)
    {
        Reserve(1)[0] = one;
        Length++;
        return this;
    }

    public Utf8Buffer Raw(string text)
    {
        Length += Encoding.UTF8.GetBytes(text, Reserve(text.Length * 3));
        return this;
    }

    public Utf8Buffer Number(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Length += written;
        return this;
    }

    /// <summary>A number in digits of base 16, with leading zeros up to a width.</summary>
    public Utf8Buffer Hex(ulong number, int width, bool capitals = false)
    {
        var digits = Math.Max(width, 1);
        while (digits < 16 && number >> (4 * digits) != 0) digits++;
        var to = Reserve(digits);
        var alphabet = capitals ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        for (var i = 0; i < digits; i++) to[i] = alphabet[(int)(number >> (4 * (digits - 1 - i))) & 15];
        Length += digits;
        return this;
    }

    /// <summary>A number with leading zeros.</summary>
    public Utf8Buffer Padded(long number, int width)
    {
        var to = Reserve(width);
        for (var i = width - 1; i >= 0; i--)
        {
            to[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        Length += width;
        return this;
    }

    /// <summary>What stands inside a JSON string: the text, escaped.</summary>
    public Utf8Buffer Json(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(_escaped) is >= 0 and var at)
        {
            Raw(text[..at]);
            switch (text[at])
            {
                case (byte)'"': Raw("\\\""u8); break;
                case (byte)'\\': Raw("\\\\"u8); break;
                case (byte)'\n': Raw("\\n"u8); break;
                case (byte)'\r': Raw("\\r"u8); break;
                case (byte)'\t': Raw("\\t"u8); break;
                default: Raw("\\u"u8).Hex(text[at], 4); break;
            }

            text = text[(at + 1)..];
        }

        return Raw(text);
    }

    /// <summary>The same for text that is not UTF-8 yet.</summary>
    public Utf8Buffer Json(string text)
    {
        const int OnStack = 512;
        if (text.Length * 3 <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            return Json(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        return Json(Encoding.UTF8.GetBytes(text).AsSpan());
    }

    /// <summary>Takes back what was written last.</summary>
    public void Truncate(int length) => Length = length;

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }
}
