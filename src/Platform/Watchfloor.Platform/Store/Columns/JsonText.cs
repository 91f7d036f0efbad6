using System.Buffers;
using System.Text;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>Writes JSON strings (RFC 8259 §7) with no more escapes than must be.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Appends a text in quotes.</summary>
    /// <param name="bytes">Receives it.</param>
    /// <param name="value">UTF-8.</param>
    public static void Write(ByteBuffer bytes, ReadOnlySpan<byte> value)
    {
        bytes.Add((byte)'"');
        while (true)
        {
            var plain = value.IndexOfAny(Escaped);
            if (plain < 0) break;
            bytes.Add(value[..plain]);
            WriteEscape(bytes, value[plain]);
            value = value[(plain + 1)..];
        }

        bytes.Add(value);
        bytes.Add((byte)'"');
    }

    /// <summary>Appends bytes as UTF-8; what is not becomes U+FFFD.</summary>
    public static void AddValid(ByteBuffer bytes, ReadOnlySpan<byte> value)
    {
        if (System.Text.Unicode.Utf8.IsValid(value)) bytes.Add(value);
        else bytes.Add(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value)));
    }

    private static void WriteEscape(ByteBuffer bytes, byte c)
    {
        ReadOnlySpan<byte> text = c switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => [],
        };
        if (!text.IsEmpty)
        {
            bytes.Add(text);
            return;
        }

        bytes.Add("\\u00"u8);
        bytes.Add((byte)(c < 16 ? '0' : '1'));
        bytes.Add((byte)"0123456789abcdef"[c & 15]);
    }
}
