using System.Buffers.Text;
using System.Text;

namespace Watchfloor.Formats.WinXml;

/// <summary>Resolves the entities of XML 1.0 (§4.1, §4.6): the five that need no declaration, and the numeric ones.</summary>
internal static class XmlText
{
    private const int LongestEntity = 12;

    /// <summary>Writes the text that <paramref name="escaped"/> stands for.</summary>
    /// <param name="escaped">Text or an attribute's value.</param>
    /// <param name="destination">At least as long as <paramref name="escaped"/>; no entity is shorter than what it stands for.</param>
    /// <returns>How many bytes were written, or -1 when there is an entity that is not known.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var run = escaped.IndexOf((byte)'&');
            if (run < 0) run = escaped.Length;
            escaped[..run].CopyTo(destination[written..]);
            written += run;
            if (run == escaped.Length) return written;
            escaped = escaped[(run + 1)..];
            var end = escaped[..Math.Min(escaped.Length, LongestEntity)].IndexOf((byte)';');
            if (end < 0) return -1;
            var length = Entity(escaped[..end], destination[written..]);
            if (length < 0) return -1;
            written += length;
            escaped = escaped[(end + 1)..];
        }
    }

    private static int Entity(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        var plain = name switch
        {
            [(byte)'l', (byte)'t'] => '<',
            [(byte)'g', (byte)'t'] => '>',
            [(byte)'a', (byte)'m', (byte)'p'] => '&',
            [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => '"',
            [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => '\'',
            _ => '\0',
        };
        if (plain != '\0')
        {
            destination[0] = (byte)plain;
            return 1;
        }

        if (name.IsEmpty || name[0] != '#') return -1;
        var hexadecimal = name.Length > 1 && name[1] is (byte)'x' or (byte)'X';
        var digits = name[(hexadecimal ? 2 : 1)..];
        if (!Utf8Parser.TryParse(digits, out uint code, out var used, hexadecimal ? 'x' : 'D') || used != digits.Length) return -1;
        var rune = Rune.IsValid(code) && code != 0 ? new Rune(code) : Rune.ReplacementChar;
        return rune.EncodeToUtf8(destination);
    }
}
