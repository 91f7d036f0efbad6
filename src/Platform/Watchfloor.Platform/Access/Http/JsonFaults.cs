using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Access.Http;

/// <summary>
/// Says what is wrong with a body in the words of its sender: which field, and what is wanted there. The serialiser's own words would name
/// our types.
/// </summary>
internal static class JsonFaults
{
    /// <summary>The error for what the serialiser found while it read a type.</summary>
    public static Error Of(JsonException fault, JsonTypeInfo type)
    {
        if (Missing(fault.Message) is { } missing) return Error($"{missing} is missing.", missing.Split(',')[0]);
        var field = fault.Path?.TrimStart('$').TrimStart('.');
        if (string.IsNullOrEmpty(field)) return Error($"The body is not the JSON object that is wanted (line {(fault.LineNumber ?? 0) + 1}); it has {Fields(type)}.", field: null);
        var (parent, property) = Find(type, field);
        return property is not null
            ? Error($"{field} is not of the kind that is wanted: {Wanted.Of(property.PropertyType)}.", field)
            : Error(parent is null ? $"{field} is not of the kind that is wanted." : $"{field} is not known here; known are {Fields(parent)}.", field);
    }

    private static Error Error(string message, string? field) => new(ErrorKind.Invalid, "body.invalid", message) { Field = field };

    /// <summary>The names of required members that are not there: they stand in quotes at the end of the message.</summary>
    private static string? Missing(string message)
    {
        var at = message.IndexOf("including:", StringComparison.Ordinal);
        return at < 0 ? null : message[(at + "including:".Length)..].Trim().TrimEnd('.').Replace("'", "", StringComparison.Ordinal);
    }

    private static string Fields(JsonTypeInfo type) => string.Join(", ", type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null).Select(p => p.Name));

    /// <summary>Follows a path such as <c>settings.networks[0]</c>. The type that has its last name, and the property if there is one; no type where the path leaves what is described.</summary>
    private static (JsonTypeInfo? Parent, JsonPropertyInfo? Property) Find(JsonTypeInfo type, string path)
    {
        JsonTypeInfo? parent = type;
        JsonPropertyInfo? property = null;
        foreach (var name in path.Split('.').Select(part => part.Split('[')[0]))
        {
            if (property is not null)
            {
                var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                parent = type.Options.TypeInfoResolver?.GetTypeInfo(inner, type.Options);
            }

            property = parent?.Properties.FirstOrDefault(p => string.Equals(p.Name, name, type.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
            if (property is null) return (parent is { Kind: JsonTypeInfoKind.Object } ? parent : null, null);
        }

        return (parent, property);
    }
}
