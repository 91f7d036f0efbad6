using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Watchfloor.Kql.Native;

/// <summary>Dynamic values as JSON text, taken apart and put together without changing what they hold.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>The elements of an array, each as JSON; null when the text is no array.</summary>
    public static List<string>? Elements(string? json)
    {
        using var document = Parse(json);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Array } array) return null;
        return [.. array.EnumerateArray().Select(e => e.GetRawText())];
    }

    /// <summary>The properties of a bag in their order, the values as JSON; null when the text is no bag. A name given twice has its last value.</summary>
    public static OrderedDictionary<string, string>? Properties(string? json)
    {
        using var document = Parse(json);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } bag) return null;
        var properties = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in bag.EnumerateObject()) properties[property.Name] = property.Value.GetRawText();
        return properties;
    }

    /// <summary>The kind of a value; <see cref="JsonValueKind.Undefined"/> when the text is no JSON.</summary>
    public static JsonValueKind Kind(string? json)
    {
        using var document = Parse(json);
        return document?.RootElement.ValueKind ?? JsonValueKind.Undefined;
    }

    /// <summary>A JSON string without its quotes and escapes; null when the value is no string.</summary>
    public static string? String(string? json)
    {
        using var document = Parse(json);
        return document?.RootElement is { ValueKind: JsonValueKind.String } text ? Read(text) : null;
    }

    /// <summary>A value as <c>tostring</c> gives it: a string without quotes, null as nothing, all else as JSON.</summary>
    public static string Shown(string? json) => json is null or "null" ? "" : String(json) ?? json;

    /// <summary>A text as a JSON string; half of a surrogate pair becomes the replacement character.</summary>
    public static string Quoted(string text) => "\"" + JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";

    /// <summary>An array of values that are JSON already.</summary>
    public static string Array(IEnumerable<string> elements) => "[" + string.Join(',', elements) + "]";

    /// <summary>A bag of values that are JSON already.</summary>
    public static string Bag(IEnumerable<KeyValuePair<string, string>> properties) =>
        "{" + string.Join(',', properties.Select(p => Quoted(p.Key) + ":" + p.Value)) + "}";

    /// <summary>Equal for values that are the same: numbers by what they are worth, all else by their text.</summary>
    public static string Key(string json)
    {
        if (json.Length == 0 || !(char.IsAsciiDigit(json[0]) || json[0] == '-')) return String(json) is { } text ? "s" + text : "v" + json;
        if (decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)) return "n" + exact.ToString("G29", CultureInfo.InvariantCulture);
        return double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? "n" + number.ToString("R", CultureInfo.InvariantCulture) : "v" + json;
    }

    /// <summary>The number that a value is; null when it is none.</summary>
    public static double? Number(string json) =>
        json.Length > 0 && (char.IsAsciiDigit(json[0]) || json[0] == '-') && double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JsonDocument? Parse(string? json)
    {
        if (string.IsNullOrEmpty(json)) return null;
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetBytes(json), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A string with half of a surrogate pair in an escape cannot be read; it stays as it is written.</summary>
    private static string Read(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText()[1..^1];
        }
    }
}
