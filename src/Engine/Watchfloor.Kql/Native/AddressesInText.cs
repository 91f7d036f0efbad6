namespace Watchfloor.Kql.Native;

/// <summary>IPv4 addresses that stand in a text with no letter or digit beside them.</summary>
internal static class AddressesInText
{
    public static string? Has(ReadOnlySpan<string?> arguments) => Arguments.Text(Stands(arguments.Text(0), arguments.Text(1)));

    /// <summary>The addresses are arguments, or one argument that is an array.</summary>
    public static string? HasAny(ReadOnlySpan<string?> arguments) => Any(arguments, Stands);

    public static string? HasPrefix(ReadOnlySpan<string?> arguments) => Arguments.Text(Begins(arguments.Text(0), arguments.Text(1)));

    /// <summary>The prefixes are arguments, or one argument that is an array.</summary>
    public static string? HasAnyPrefix(ReadOnlySpan<string?> arguments) => Any(arguments, Begins);

    private static string Any(ReadOnlySpan<string?> arguments, Func<string, string, bool> holds)
    {
        var text = JsonText.Shown(arguments.Text(0));
        foreach (var argument in arguments[1..])
            foreach (var wanted in JsonText.Elements(argument)?.Select(JsonText.Shown) ?? [JsonText.Shown(argument)])
                if (holds(text, wanted))
                    return "true";
        return "false";
    }

    private static bool Stands(string text, string address)
    {
        if (Address4.Parse(address) is null || address.Contains('/', StringComparison.Ordinal)) return false;
        for (var at = text.IndexOf(address, StringComparison.Ordinal); at >= 0; at = text.IndexOf(address, at + 1, StringComparison.Ordinal))
            if (IsFree(text, at - 1) && IsFree(text, at + address.Length))
                return true;
        return false;
    }

    /// <summary>A prefix is a whole address, or ends with a dot.</summary>
    private static bool Begins(string text, string prefix)
    {
        if (!prefix.EndsWith('.')) return Stands(text, prefix);
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            // A digit or a dot before it would make it the middle of an address.
            if (!IsFree(text, at - 1) || (at > 0 && text[at - 1] == '.')) continue;
            var end = at;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
            if (Address4.Parse(text[at..end].TrimEnd('.')) is not null && IsFree(text, end)) return true;
        }

        return false;
    }

    private static bool IsFree(string text, int at) => at < 0 || at >= text.Length || !char.IsAsciiLetterOrDigit(text[at]);
}
