using System.Globalization;
using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>Base64 (RFC 4648 §4) to and from strings and arrays of bytes.</summary>
internal static class Base64Text
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string? Encode(ReadOnlySpan<string?> arguments) => Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text(0)));

    /// <summary>The empty text when the argument is no base64, or what it holds is no UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<string?> arguments)
    {
        try
        {
            return Bytes(arguments.Text(0)) is { } bytes ? Strict.GetString(bytes) : "";
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }

    public static string? DecodeToArray(ReadOnlySpan<string?> arguments) =>
        Bytes(arguments.Text(0)) is { } bytes ? JsonText.Array(bytes.Select(b => b.ToString(CultureInfo.InvariantCulture))) : null;

    /// <summary>Null when an element is no byte.</summary>
    public static string? EncodeFromArray(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var bytes = new byte[elements.Count];
        for (var i = 0; i < bytes.Length; i++)
            if (!byte.TryParse(elements[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
                return null;
        return Convert.ToBase64String(bytes);
    }

    private static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
