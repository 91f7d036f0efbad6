using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Watchfloor.Kql.Native;

/// <summary>The functions of addresses of both kinds; an IPv4 address counts as the IPv6 address that it is mapped to.</summary>
internal static class Addresses6
{
    public static string? Parse(ReadOnlySpan<string?> arguments) => Read(arguments.Text(0)) is { } address ? Text(Masked(address.Value, address.Prefix)) : "";

    public static string? ParseMask(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        if (Read(text) is not { } address || arguments.Long(1) is not (>= 0 and <= 128 and var prefix)) return "";
        // The prefix of an IPv4 address counts its own 32 bits.
        var wanted = !text.Contains(':', StringComparison.Ordinal) && prefix <= 32 ? prefix + 96 : prefix;
        return Text(Masked(address.Value, Math.Min(address.Prefix, (int)wanted)));
    }

    public static string? Compare(ReadOnlySpan<string?> arguments) => Arguments.Text(Order(arguments));

    public static string? IsMatch(ReadOnlySpan<string?> arguments) => Arguments.Text(Order(arguments) is { } order ? order == 0 : null);

    public static string? IsInRange(ReadOnlySpan<string?> arguments) => IsMatch(arguments[..Math.Min(2, arguments.Length)]);

    /// <summary>The ranges are arguments, or one argument that is an array.</summary>
    public static string? IsInAnyRange(ReadOnlySpan<string?> arguments)
    {
        string? found = null;
        foreach (var argument in arguments[1..])
            foreach (var range in JsonText.Elements(argument)?.Select(JsonText.Shown) ?? [JsonText.Shown(argument)])
            {
                var match = IsMatch([arguments[0], range]);
                if (match == "true") return match;
                found ??= match;
            }

        return found;
    }

    private static long? Order(ReadOnlySpan<string?> arguments)
    {
        var prefix = arguments.Long(2) ?? 128;
        if (Read(arguments.Text(0)) is not { } left || Read(arguments.Text(1)) is not { } right || prefix is < 0 or > 128) return null;
        var shortest = Math.Min((int)prefix, Math.Min(left.Prefix, right.Prefix));
        return Masked(left.Value, shortest).CompareTo(Masked(right.Value, shortest));
    }

    private static UInt128 Masked(UInt128 value, int prefix) => prefix == 0 ? 0 : value & (UInt128.MaxValue << (128 - prefix));

    private static (UInt128 Value, int Prefix)? Read(string text)
    {
        if (Address4.Parse(text) is { } four) return (((UInt128)0xFFFF << 32) | four.Value, four.Prefix + 96);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var prefix = 128;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= 128)) return null;
        var address = slash < 0 ? text : text[..slash];
        // Brackets and zones are not part of an address here.
        if (!address.Contains(':', StringComparison.Ordinal) || address.AsSpan().ContainsAny('[', '%')) return null;
        return IPAddress.TryParse(address, out var parsed) && parsed.GetAddressBytes() is { Length: 16 } bytes ? (BinaryPrimitives.ReadUInt128BigEndian(bytes), prefix) : null;
    }

    /// <summary>Eight groups of four digits, none left out.</summary>
    private static string Text(UInt128 value) =>
        string.Join(':', Enumerable.Range(0, 8).Select(group => ((ushort)(value >> (112 - 16 * group))).ToString("x4", CultureInfo.InvariantCulture)));
}
