using System.Globalization;
using System.Text.Json;

namespace Watchfloor.Kql.Native;

/// <summary>Reading text as a dynamic value, and the name of what a dynamic value is.</summary>
internal static class Types
{
    /// <summary>The value that JSON text stands for; text that is no JSON is a string.</summary>
    public static string? ParseJson(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0).Trim();
        if (text.Length == 0) return null;
        return JsonText.Kind(text) == JsonValueKind.Undefined ? JsonText.Quoted(arguments.Text(0)) : text;
    }

    public static string? Name(ReadOnlySpan<string?> arguments) => JsonText.Kind(arguments[0]) switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "dictionary",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => long.TryParse(arguments[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "long" : "real",
        _ => "null",
    };
}
