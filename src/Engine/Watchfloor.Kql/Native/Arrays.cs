using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>Functions of arrays. What is no array gives null.</summary>
internal static class Arrays
{
    public static string? Length(ReadOnlySpan<string?> arguments) => Arguments.Text((long?)JsonText.Elements(arguments.Text(0))?.Count);

    public static string? Concat(ReadOnlySpan<string?> arguments)
    {
        var all = new List<string>();
        foreach (var argument in arguments) all.AddRange(JsonText.Elements(argument) ?? []);
        return JsonText.Array(all);
    }

    /// <summary>Both ends belong to the slice; below zero they count from the end.</summary>
    public static string? Slice(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var start = FromEnd(arguments.Index(1, 0), elements.Count);
        var end = FromEnd(arguments.Index(2, -1), elements.Count);
        start = Math.Max(start, 0);
        end = Math.Min(end, elements.Count - 1);
        return JsonText.Array(start > end ? [] : elements.GetRange(start, end - start + 1));
    }

    /// <summary>Array, value, then optional start, length and occurrence as in <see cref="TextSearch.IndexOf"/>.</summary>
    public static string? IndexOf(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var (start, length, occurrence) = (arguments.Index(2, 0), arguments.Index(3, -1), arguments.Index(4, 1));
        if (length < -1 || occurrence < 1) return null;
        start = Math.Max(FromEnd(start, elements.Count), 0);
        var end = length < 0 ? elements.Count : Math.Min(elements.Count, (long)start + length);
        var wanted = JsonText.Key(arguments.Text(1));
        for (var i = start; i < end; i++)
            if (JsonText.Key(elements[i]) == wanted && --occurrence == 0)
                return Arguments.Text((long)i);
        return "-1";
    }

    public static string? Reverse(ReadOnlySpan<string?> arguments) => JsonText.Elements(arguments.Text(0)) is { } elements ? JsonText.Array(elements.AsEnumerable().Reverse()) : null;

    public static string? RotateLeft(ReadOnlySpan<string?> arguments) => Rotated(arguments.Text(0), arguments.Long(1) ?? 0);

    public static string? RotateRight(ReadOnlySpan<string?> arguments) => Rotated(arguments.Text(0), -(arguments.Long(1) ?? 0));

    public static string? ShiftLeft(ReadOnlySpan<string?> arguments) => Shifted(arguments, arguments.Index(1, 0));

    public static string? ShiftRight(ReadOnlySpan<string?> arguments) => Shifted(arguments, -arguments.Index(1, 0));

    /// <summary>Array, and the place or an array of places where a new part begins.</summary>
    public static string? Split(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var places = (JsonText.Elements(arguments.Text(1)) ?? [arguments.Text(1)])
            .Select(p => int.TryParse(p, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place) ? Math.Clamp(FromEnd(place, elements.Count), 0, elements.Count) : 0);
        var parts = new List<string>();
        var begin = 0;
        foreach (var place in places.Order().Append(elements.Count))
        {
            parts.Add(JsonText.Array(elements.GetRange(begin, place - begin)));
            begin = place;
        }

        return JsonText.Array(parts);
    }

    /// <summary>The sum as a real; null when an element is no number.</summary>
    public static string? Sum(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var sum = 0.0;
        foreach (var element in elements)
        {
            if (JsonText.Number(element) is not { } number) return null;
            sum += number;
        }

        return sum.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>For each element of the first array the element of the second or of the third, which may be single values too.</summary>
    public static string? Choose(ReadOnlySpan<string?> arguments)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } conditions) return null;
        var (whenTrue, whenFalse) = (arguments.Text(1), arguments.Text(2));
        var (these, those) = (JsonText.Elements(whenTrue), JsonText.Elements(whenFalse));
        return JsonText.Array(conditions.Select((condition, i) => IsTrue(condition) switch
        {
            true => At(these, whenTrue, i),
            false => At(those, whenFalse, i),
            null => "null",
        }));
    }

    /// <summary>Arrays of the elements that stand at the same place; what is missing is null.</summary>
    public static string? Zip(ReadOnlySpan<string?> arguments)
    {
        var arrays = new List<List<string>>();
        foreach (var argument in arguments) arrays.Add(JsonText.Elements(argument) ?? []);
        return JsonText.Array(Enumerable.Range(0, arrays.Max(a => a.Count)).Select(i => JsonText.Array(arrays.Select(a => i < a.Count ? a[i] : "null"))));
    }

    /// <summary>A value so many times; null for a number below zero or above a million.</summary>
    public static string? Repeat(ReadOnlySpan<string?> arguments)
    {
        var value = arguments[0] ?? "null";
        return arguments.Long(1) is >= 0 and <= 1_000_000 and var count ? JsonText.Array(Enumerable.Repeat(value, (int)count)) : null;
    }

    /// <summary>The elements as text with a text between them.</summary>
    public static string? Join(ReadOnlySpan<string?> arguments) => JsonText.Elements(arguments.Text(0)) is { } elements ? string.Join(arguments.Text(1), elements.Select(JsonText.Shown)) : "";

    private static string? Rotated(string json, long by)
    {
        if (JsonText.Elements(json) is not { } elements) return null;
        if (elements.Count == 0) return "[]";
        var first = (int)(((by % elements.Count) + elements.Count) % elements.Count);
        return JsonText.Array(elements[first..].Concat(elements[..first]));
    }

    private static string? Shifted(ReadOnlySpan<string?> arguments, int by)
    {
        if (JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        var filler = arguments.Length > 2 ? arguments[2] ?? "null" : "null";
        return JsonText.Array(Enumerable.Range(0, elements.Count).Select(i => (long)i + by is >= 0 and var from && from < elements.Count ? elements[(int)from] : filler));
    }

    private static bool? IsTrue(string json) => json switch
    {
        "true" => true,
        "false" => false,
        _ => JsonText.Number(json) is { } number ? number != 0 : null,
    };

    private static string At(List<string>? elements, string single, int at) => elements is null ? (single.Length == 0 ? "null" : single) : at < elements.Count ? elements[at] : "null";

    private static int FromEnd(int place, int count) => place < 0 ? place + count : place;
}
