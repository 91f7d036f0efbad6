using System.Globalization;
using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>Percent-encoding (RFC 3986 §2.1), with lower-case digits as Kusto has them.</summary>
internal static class UrlCodes
{
    /// <summary>A space becomes a plus.</summary>
    public static string? Encode(ReadOnlySpan<string?> arguments) => Encoded(arguments.Text(0), "+");

    /// <summary>A space becomes <c>%20</c>.</summary>
    public static string? EncodeComponent(ReadOnlySpan<string?> arguments) => Encoded(arguments.Text(0), "%20");

    /// <summary>A plus becomes a space; a percent sign that begins no code stays.</summary>
    public static string? Decode(ReadOnlySpan<string?> arguments)
    {
        var text = Encoding.UTF8.GetBytes(arguments.Text(0));
        var decoded = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                decoded[length++] = code;
                i += 2;
            }
            else
            {
                decoded[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }

    private static string Encoded(string text, string space)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b == ' ') encoded.Append(space);
            else if (char.IsAsciiLetterOrDigit((char)b) || (char)b is '-' or '_' or '.' or '!' or '*' or '(' or ')') encoded.Append((char)b);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        }

        return encoded.ToString();
    }
}
