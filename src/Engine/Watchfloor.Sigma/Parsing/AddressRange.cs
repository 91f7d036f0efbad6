using System.Globalization;
using System.Net;
using System.Text;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma.Parsing;

/// <summary>A range of addresses as a rule writes it: <c>10.0.0.0/8</c>, <c>fe80::/10</c>, or one address.</summary>
internal static class AddressRange
{
    private const int MappedPrefix = 96;

    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        // The reading of values, not IPAddress.Parse, for which "10" is 0.0.0.10.
        var address = slash < 0 ? text : text[..slash];
        if (address.Contains('%', StringComparison.Ordinal) || !TypedText.TryAddress(Encoding.UTF8.GetBytes(address), out var first)) return false;
        var most = first.GetAddressBytes().Length * 8;
        var bits = most;
        if (slash >= 0)
        {
            if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits)) return false;
            // A range of IPv4 addresses in IPv6 form; values in that form are read as IPv4 too.
            if (most == 32 && address.Contains(':', StringComparison.Ordinal)) bits -= MappedPrefix;
        }

        if (bits < 0 || bits > most) return false;
        network = new IPNetwork(Base(first, bits), bits);
        return true;
    }

    /// <summary>The address with every bit behind the prefix cleared; rules write <c>10.1.2.3/8</c> too.</summary>
    private static IPAddress Base(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - keep));
        }

        return new IPAddress(bytes);
    }
}
