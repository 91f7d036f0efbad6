using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>An IPv4 address with the length of its prefix, as the page on IP-prefix notation writes it: <c>10.1.2.3</c> or <c>10.1.0.0/16</c>.</summary>
/// <param name="Value">The address, the first octet highest.</param>
/// <param name="Prefix">0 to 32; 32 where none was written.</param>
internal readonly record struct Address4(uint Value, int Prefix)
{
    /// <summary>The address with the bits behind the prefix zero.</summary>
    public uint Masked => Value & Mask(Prefix);

    /// <summary>The ones of a prefix.</summary>
    public static uint Mask(int prefix) => prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);

    /// <summary>The address that a text is; null when it is none.</summary>
    public static Address4? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var prefix = 32;
        if (slash >= 0 && !IsNumber(text.AsSpan(slash + 1), 32, out prefix)) return null;
        var rest = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
        uint value = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var dot = rest.IndexOf('.');
            if (dot < 0 != (octet == 3) || !IsNumber(dot < 0 ? rest : rest[..dot], 255, out var part)) return null;
            value = (value << 8) | (uint)part;
            rest = dot < 0 ? [] : rest[(dot + 1)..];
        }

        return new Address4(value, prefix);
    }

    /// <summary>The address without its prefix, in dotted numbers.</summary>
    public static string Text(uint value) => string.Create(CultureInfo.InvariantCulture, $"{value >> 24}.{(value >> 16) & 255}.{(value >> 8) & 255}.{value & 255}");

    private static bool IsNumber(ReadOnlySpan<char> text, int most, out int number)
    {
        number = 0;
        return text.Length is >= 1 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
    }
}
