namespace Watchfloor.Kql.Native;

/// <summary>Functions of property bags. What is no bag gives null.</summary>
internal static class Bags
{
    public static string? Keys(ReadOnlySpan<string?> arguments) => JsonText.Properties(arguments.Text(0)) is { } bag ? JsonText.Array(bag.Keys.Select(JsonText.Quoted)) : null;

    public static string? HasKey(ReadOnlySpan<string?> arguments) => Arguments.Text(JsonText.Properties(arguments.Text(0)) is { } bag ? bag.ContainsKey(arguments.Text(1)) : null);

    /// <summary>A key that stands in several bags has the value of the first.</summary>
    public static string? Merge(ReadOnlySpan<string?> arguments)
    {
        var merged = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (JsonText.Properties(argument) is not { } bag) continue;
            foreach (var (key, value) in bag) merged.TryAdd(key, value);
        }

        return JsonText.Bag(merged);
    }

    public static string? RemoveKeys(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Properties(arguments.Text(0)) is not { } bag) return null;
        foreach (var key in JsonText.Elements(arguments.Text(1)) ?? []) bag.Remove(JsonText.Shown(key));
        return JsonText.Bag(bag);
    }

    public static string? SetKey(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Properties(arguments.Text(0)) is not { } bag) return null;
        bag[arguments.Text(1)] = arguments[2] ?? "null";
        return JsonText.Bag(bag);
    }

    /// <summary>Keys and values in turn; the keys are text, the values JSON.</summary>
    public static string? Pack(ReadOnlySpan<string?> arguments)
    {
        var bag = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < arguments.Length; i += 2) bag[JsonText.Shown(arguments[i])] = arguments[i + 1] ?? "null";
        return JsonText.Bag(bag);
    }

    /// <summary>The bags of an array in one.</summary>
    public static string? MergeElements(ReadOnlySpan<string?> arguments) => JsonText.Elements(arguments.Text(0)) is { } bags ? Merge(bags.ToArray()) : null;
}
