using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>The functions of IPv4 addresses.</summary>
internal static class Addresses4
{
    private static readonly Address4[] Private = [Address4.Parse("10.0.0.0/8")!.Value, Address4.Parse("172.16.0.0/12")!.Value, Address4.Parse("192.168.0.0/16")!.Value];

    public static string? Parse(ReadOnlySpan<string?> arguments) => Arguments.Text(Address4.Parse(arguments.Text(0))?.Masked);

    public static string? ParseMask(ReadOnlySpan<string?> arguments) => Arguments.Text(With(arguments)?.Masked);

    public static string? Format(ReadOnlySpan<string?> arguments) => With(arguments) is { } address ? Address4.Text(address.Masked) : "";

    public static string? FormatMask(ReadOnlySpan<string?> arguments) =>
        With(arguments) is { } address ? Address4.Text(address.Masked) + "/" + address.Prefix.ToString(CultureInfo.InvariantCulture) : "";

    public static string? Suffix(ReadOnlySpan<string?> arguments) => Arguments.Text((long?)Address4.Parse(arguments.Text(0))?.Prefix);

    public static string? IsPrivate(ReadOnlySpan<string?> arguments) =>
        Arguments.Text(Address4.Parse(arguments.Text(0)) is { } address ? Private.Any(range => Contains(range, address)) : null);

    public static string? IsInRange(ReadOnlySpan<string?> arguments) =>
        Arguments.Text(Address4.Parse(arguments.Text(0)) is { } address && Address4.Parse(arguments.Text(1)) is { } range ? Contains(range, address) : null);

    /// <summary>The ranges are arguments, or one argument that is an array.</summary>
    public static string? IsInAnyRange(ReadOnlySpan<string?> arguments)
    {
        if (Address4.Parse(arguments.Text(0)) is not { } address) return null;
        var isKnown = false;
        foreach (var argument in arguments[1..])
            foreach (var text in JsonText.Elements(argument)?.Select(JsonText.Shown) ?? [JsonText.Shown(argument)])
            {
                if (Address4.Parse(text) is not { } range) continue;
                isKnown = true;
                if (Contains(range, address)) return "true";
            }

        return isKnown ? "false" : null;
    }

    /// <summary>-1, 0 or 1 under the shortest of all prefixes.</summary>
    public static string? Compare(ReadOnlySpan<string?> arguments) => Arguments.Text(Order(arguments));

    public static string? IsMatch(ReadOnlySpan<string?> arguments) => Arguments.Text(Order(arguments) is { } order ? order == 0 : null);

    private static long? Order(ReadOnlySpan<string?> arguments)
    {
        var prefix = arguments.Long(2) ?? 32;
        if (Address4.Parse(arguments.Text(0)) is not { } left || Address4.Parse(arguments.Text(1)) is not { } right || prefix is < 0 or > 32) return null;
        var mask = Address4.Mask(Math.Min((int)prefix, Math.Min(left.Prefix, right.Prefix)));
        return (left.Value & mask).CompareTo(right.Value & mask);
    }

    /// <summary>An address in text or as a number, under a prefix of its own and one that is an argument.</summary>
    private static Address4? With(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        var address = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= uint.MaxValue ? new Address4((uint)number, 32) : Address4.Parse(text);
        var prefix = arguments.Long(1) ?? 32;
        return address is { } known && prefix is >= 0 and <= 32 ? known with { Prefix = Math.Min(known.Prefix, (int)prefix) } : null;
    }

    private static bool Contains(Address4 range, Address4 address)
    {
        var mask = Address4.Mask(Math.Min(range.Prefix, address.Prefix));
        return (range.Value & mask) == (address.Value & mask);
    }
}
