using System.Globalization;
using System.Text.Json;

namespace Watchfloor.Kql.Native;

/// <summary>What lies in a dynamic value.</summary>
internal static class Elements
{
    /// <summary>
    /// The values that <c>mv-expand</c> makes rows of: an array's elements; of a bag its properties, each as a bag, or with <c>array</c> as
    /// second argument as a pair of key and value; of anything else the value itself.
    /// </summary>
    public static string? Expand(ReadOnlySpan<string?> arguments)
    {
        var json = arguments.Text(0);
        switch (JsonText.Kind(json))
        {
            case JsonValueKind.Array:
                return json;
            case JsonValueKind.Object:
                var asPairs = arguments.Text(1) == "array";
                return JsonText.Array(JsonText.Properties(json)!.Select(p => asPairs ? JsonText.Array([JsonText.Quoted(p.Key), p.Value]) : JsonText.Bag([p])));
            case JsonValueKind.Undefined:
                return "[null]";
            default:
                return JsonText.Array([json]);
        }
    }

    /// <summary>The property of a bag under a key, or an array's element at a place, below zero from the end. The key is JSON. Null where there is none.</summary>
    public static string? At(ReadOnlySpan<string?> arguments)
    {
        var key = arguments.Text(1);
        if (JsonText.String(key) is { } name) return JsonText.Properties(arguments.Text(0)) is { } bag && bag.TryGetValue(name, out var value) ? Known(value) : null;
        if (!long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) || JsonText.Elements(arguments.Text(0)) is not { } elements) return null;
        if (at < 0) at += elements.Count;
        return at >= 0 && at < elements.Count ? Known(elements[(int)at]) : null;
    }

    private static string? Known(string json) => json == "null" ? null : json;
}
