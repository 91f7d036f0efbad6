using System.Text;
using System.Text.Unicode;

namespace Watchfloor.Formats.Evtx;

/// <summary>Collects the text of a program as UTF-8. What is added answers its length in bytes.</summary>
internal sealed class LiteralBuffer
{
    private byte[] _bytes = new byte[1_024];

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public ReadOnlySpan<byte> Span(int at, int length) => _bytes.AsSpan(at, length);

    public int Add(ReadOnlySpan<char> text)
    {
        Utf8.FromUtf16(text, Room(text.Length * 3), out _, out var written);
        Length += written;
        return written;
    }

    public int Add(Rune rune)
    {
        var written = rune.EncodeToUtf8(Room(4));
        Length += written;
        return written;
    }

    /// <summary>Adds what one of XML's five entities (XML 1.0 §4.6) stands for; an unknown one stays as it is written.</summary>
    public int AddEntity(ReadOnlySpan<char> name) => name switch
    {
        "amp" => Add("&"),
        "lt" => Add("<"),
        "gt" => Add(">"),
        "quot" => Add("\""),
        "apos" => Add("'"),
        _ => Add($"&{name};"),
    };

    private Span<byte> Room(int length)
    {
        if (Length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        return _bytes.AsSpan(Length);
    }
}
