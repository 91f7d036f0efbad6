using System.Globalization;
using System.Net;
using System.Text;

namespace Watchfloor.Events.Text;

/// <summary>Typed readings of a value's text, made on demand and without copies.</summary>
public static class TypedText
{
    /// <summary>The number a value stands for: decimal with optional sign, fraction and exponent.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>
    /// The address a value stands for; an IPv4 address in IPv6 form (<c>::ffff:10.0.0.1</c>) is the IPv4 address, and a zone
    /// (<c>%eth0</c>) is left out.
    /// </summary>
    public static bool TryAddress(ReadOnlySpan<byte> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length is < 2 or > 64 || !Ascii.IsValid(text)) return false;
        var zone = text.IndexOf((byte)'%');
        if (zone >= 0) text = text[..zone];
        // Four dotted parts or colons; shorter forms such as "10" are numbers, not addresses.
        if (text.IndexOf((byte)':') < 0 && text.Count((byte)'.') != 3) return false;
        if (!IPAddress.TryParse(text, out var parsed)) return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }
}
