namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Addresses of the Internet.</summary>
internal static class AddressFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("parse_ipv4(x: string): long", "An address as a number."),
        new("parse_ipv4_mask(x: string, prefix: long): long", "A network's address as a number."),
        new("format_ipv4(x: text, prefix: long?): string", "A number as an address."),
        new("format_ipv4_mask(x: text, prefix: long?): string", "A number as an address with its prefix."),
        new("ipv4_is_in_range(x: string, range: string): bool", "Whether an address lies in a network."),
        new("ipv4_is_in_any_range(x: string, ranges: value...): bool", "Whether an address lies in one of several networks."),
        new("ipv4_is_private(x: string): bool", "Whether an address is of a private network."),
        new("ipv4_is_match(a: string, b: string, prefix: long?): bool", "Whether two addresses are of the same network."),
        new("ipv4_compare(a: string, b: string, prefix: long?): long", "-1, 0 or 1, as one address comes before the other."),
        new("ipv4_netmask_suffix(x: string): long", "The length of a network's prefix."),
        new("parse_ipv6(x: string): string", "An address written in full."),
        new("parse_ipv6_mask(x: string, prefix: long): string", "A network's address written in full."),
        new("ipv6_is_match(a: string, b: string, prefix: long?): bool", "Whether two addresses are of the same network."),
        new("ipv6_compare(a: string, b: string, prefix: long?): long", "-1, 0 or 1, as one address comes before the other."),
        new("ipv6_is_in_range(x: string, range: string): bool", "Whether an address lies in a network."),
        new("ipv6_is_in_any_range(x: string, ranges: value...): bool", "Whether an address lies in one of several networks."),
        new("has_ipv4(x: string, address: string): bool", "Whether a text names an address."),
        new("has_any_ipv4(x: string, addresses: value...): bool", "Whether a text names one of several addresses."),
        new("has_ipv4_prefix(x: string, prefix: string): bool", "Whether a text names an address that begins so."),
        new("has_any_ipv4_prefix(x: string, prefixes: value...): bool", "Whether a text names an address that begins in one of several ways."),
        new("geo_info_from_ip_address(x: string): dynamic", "Where an address is: empty as long as no database of places is installed."),
    ];
}
