namespace Watchfloor.Kql.Native;

/// <summary>Functions of arrays as sets: each value once, in the order of its first place. What is no array counts as an empty one.</summary>
internal static class Sets
{
    public static string? Union(ReadOnlySpan<string?> arguments)
    {
        var all = new List<string>();
        foreach (var argument in arguments) all.AddRange(JsonText.Elements(argument) ?? []);
        return JsonText.Array(all.DistinctBy(JsonText.Key));
    }

    public static string? Intersect(ReadOnlySpan<string?> arguments) => Of(arguments, keeps: true);

    public static string? Difference(ReadOnlySpan<string?> arguments) => Of(arguments, keeps: false);

    public static string? HasElement(ReadOnlySpan<string?> arguments)
    {
        var wanted = JsonText.Key(arguments.Text(1));
        return Arguments.Text(JsonText.Elements(arguments.Text(0))?.Any(e => JsonText.Key(e) == wanted));
    }

    private static string Of(ReadOnlySpan<string?> arguments, bool keeps)
    {
        IEnumerable<string> left = (JsonText.Elements(arguments.Text(0)) ?? []).DistinctBy(JsonText.Key);
        foreach (var argument in arguments[1..])
        {
            var others = (JsonText.Elements(argument) ?? []).Select(JsonText.Key).ToHashSet(StringComparer.Ordinal);
            left = left.Where(e => others.Contains(JsonText.Key(e)) == keeps);
        }

        return JsonText.Array(left);
    }
}
