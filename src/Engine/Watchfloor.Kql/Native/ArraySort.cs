namespace Watchfloor.Kql.Native;

/// <summary>Sorts arrays: numbers before strings before all else.</summary>
internal static class ArraySort
{
    public static string? Ascending(ReadOnlySpan<string?> arguments) => Sorted(arguments, isDescending: false);

    public static string? Descending(ReadOnlySpan<string?> arguments) => Sorted(arguments, isDescending: true);

    /// <summary>Arrays and, last, whether nulls stand at the end (they do if nothing is said). The first array is sorted, the last is given in its order.</summary>
    private static string? Sorted(ReadOnlySpan<string?> arguments, bool isDescending)
    {
        var nullsLast = true;
        if (arguments.Length > 1 && arguments[^1] is "true" or "false")
        {
            nullsLast = arguments[^1] == "true";
            arguments = arguments[..^1];
        }

        if (JsonText.Elements(arguments.Text(0)) is not { } keys || JsonText.Elements(arguments.Text(arguments.Length - 1)) is not { } values || keys.Count != values.Count) return null;
        var ranked = keys.Select((key, i) => (Rank: Rank(key), Number: JsonText.Number(key) ?? 0, Text: JsonText.Shown(key), Value: values[i])).ToList();
        var nulls = ranked.Where(k => k.Rank < 0).Select(k => k.Value).ToList();
        var known = ranked.Where(k => k.Rank >= 0);
        // Sorting is stable in both directions.
        var sorted = isDescending
            ? known.OrderByDescending(k => k.Rank).ThenByDescending(k => k.Number).ThenByDescending(k => k.Text, StringComparer.Ordinal)
            : known.OrderBy(k => k.Rank).ThenBy(k => k.Number).ThenBy(k => k.Text, StringComparer.Ordinal);
        var result = sorted.Select(k => k.Value);
        return JsonText.Array(nullsLast ? result.Concat(nulls) : nulls.Concat(result));
    }

    private static int Rank(string json) => json == "null" ? -1 : JsonText.Number(json) is not null ? 0 : json[0] == '"' ? 1 : 2;
}
