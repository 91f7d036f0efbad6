namespace Watchfloor.Kql.Native;

/// <summary>Where on Earth an address is. No database of places comes with the program, so nothing is known of any.</summary>
internal static class Places
{
    /// <summary>An empty bag for an address; null for what is none.</summary>
    public static string? OfAddress(ReadOnlySpan<string?> arguments) => Addresses6.Parse(arguments[..1]) is { Length: > 0 } ? "{}" : null;
}
