using System.Globalization;
using System.Text;

namespace Watchfloor.Events.Text;

/// <summary>Resolves the escapes of JSON strings (RFC 8259 §7) without going through UTF-16.</summary>
public static class JsonText
{
    /// <summary>
    /// Writes the text that <paramref name="escaped"/> stands for. A lone surrogate or an unknown escape becomes U+FFFD,
    /// so that no input can fail here.
    /// </summary>
    /// <param name="escaped">What stands between the quotes.</param>
    /// <param name="destination">At least as long as <paramref name="escaped"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        int read = 0, written = 0;
        while (true)
        {
            var rest = escaped[read..];
            var run = rest.IndexOf((byte)'\\');
            if (run < 0) run = rest.Length;
            rest[..run].CopyTo(destination[written..]);
            read += run;
            written += run;
            if (read >= escaped.Length) return written;
            read++;
            if (read >= escaped.Length) return written;
            var c = escaped[read++];
            switch (c)
            {
                case (byte)'n': destination[written++] = (byte)'\n'; break;
                case (byte)'r': destination[written++] = (byte)'\r'; break;
                case (byte)'t': destination[written++] = (byte)'\t'; break;
                case (byte)'b': destination[written++] = (byte)'\b'; break;
                case (byte)'f': destination[written++] = (byte)'\f'; break;
                case (byte)'u': written += Unicode(escaped, ref read, destination[written..]); break;
                default: destination[written++] = c; break;
            }
        }
    }

    private static int Unicode(ReadOnlySpan<byte> text, ref int read, Span<byte> destination)
    {
        var first = Hex(text, ref read);
        if (first is >= 0xD800 and < 0xDC00 && read + 1 < text.Length && text[read] == '\\' && text[read + 1] == 'u')
        {
            var low = read + 2;
            var second = Hex(text, ref low);
            if (second is >= 0xDC00 and < 0xE000)
            {
                read = low;
                return new Rune((char)first, (char)second).EncodeToUtf8(destination);
            }
        }

        return (Rune.IsValid(first) ? new Rune(first) : Rune.ReplacementChar).EncodeToUtf8(destination);
    }

    private static int Hex(ReadOnlySpan<byte> text, ref int read)
    {
        if (read + 4 > text.Length)
        {
            read = text.Length;
            return '?'; // cut short: one byte, so that the result is never longer than the source
        }

        var ok = int.TryParse(text.Slice(read, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        read += 4;
        return ok ? code : -1;
    }
}
