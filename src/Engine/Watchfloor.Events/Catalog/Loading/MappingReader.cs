using Watchfloor.Events.Content;

namespace Watchfloor.Events.Catalog.Loading;

/// <summary>Reads the items of a mapping file; the grammar is in docs/mappings.md and content/schemas/mappings.json.</summary>
internal static class MappingReader
{
    private static readonly Dictionary<string, TimeFormat> TimeFormats = new(StringComparer.Ordinal)
    {
        ["rfc3339"] = TimeFormat.Rfc3339,
        ["epoch"] = TimeFormat.Epoch,
        ["syslog"] = TimeFormat.Syslog,
        ["clf"] = TimeFormat.Clf,
    };

    public static ShapeDefinition? Shape(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a shape", "name", "rename", "prefixes") is not { } map) return null;
        var name = reader.Required(map, "name");
        var renames = new List<KeyValuePair<string, string>>();
        if (map["rename"] is { } rename && reader.Map(rename, "'rename'") is { } entries)
            foreach (var (from, to) in entries.Entries)
                if (reader.Text(to, $"the new name of '{from.Value}'") is { } text)
                    renames.Add(new(from.Value, text));
        var prefixes = reader.Items(map, "prefixes").Select(p => Prefix(p, reader)).OfType<PrefixRule>().ToList();
        if (map["rename"] is null && map["prefixes"] is null) reader.Fault(map, "the shape changes nothing", "give 'rename' or 'prefixes'");
        return name is null ? null : new ShapeDefinition(name, reader.Place(node), renames, prefixes);
    }

    public static MappingDefinition? Mapping(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a mapping", "name", "for", "fields") is not { } map) return null;
        var name = reader.Required(map, "name");
        var sources = map["for"] is ContentList ? reader.Items(map, "for") : map["for"] is { } one ? [one] : [];
        var wanted = sources.Select(s => reader.Source(s, "'for'")).OfType<LogSource>().ToList();
        if (map["for"] is null) reader.Fault(map, "'for' is missing", "say which log source the mapping is for");
        if (map["fields"] is null) reader.Fault(map, "'fields' is missing");
        var fields = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        if (map["fields"] is { } node2 && reader.Map(node2, "'fields'") is { } entries)
        {
            foreach (var (field, from) in entries.Entries)
            {
                var suppliers = reader.Texts(from, $"what supplies '{field.Value}'");
                if (suppliers.Contains(field.Value)) reader.Fault(from, $"'{field.Value}' supplies itself");
                fields.Add(new(field.Value, suppliers));
            }
        }

        return name is null ? null : new MappingDefinition(name, reader.Place(node), wanted, fields);
    }

    public static TimeDefinition? Time(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a time", "name", "for", "field", "format", "zone") is not { } map) return null;
        var source = map["for"] is { } at ? reader.Source(at, "'for'") : null;
        IReadOnlyList<string> fields = map["field"] is { } field ? reader.Texts(field, "'field'") : [];
        if (map["field"] is null) reader.Fault(map, "'field' is missing");
        var format = reader.Required(map, "format");
        var known = TimeFormats.TryGetValue(format ?? "", out var how);
        if (format is not null && !known)
            reader.Fault(map["format"]!, $"unknown time format '{format}'", "one of " + string.Join(", ", TimeFormats.Keys));
        var zone = map["zone"] is { } said ? reader.Text(said, "'zone'") : null;
        if (zone is not (null or "utc")) reader.Fault(map["zone"]!, $"unknown zone '{zone}'", "only utc can be said; without it the zone of the source counts");
        return known ? new TimeDefinition(NameOf(map, fields, format!, source), reader.Place(node), source, fields, how, zone is not null) : null;
    }

    public static HostDefinition? Host(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a host", "name", "for", "field") is not { } map) return null;
        var source = map["for"] is { } at ? reader.Source(at, "'for'") : null;
        return reader.Required(map, "field") is { } field
            ? new HostDefinition(NameOf(map, [field], "", source), reader.Place(node), source, field)
            : null;
    }

    private static PrefixRule? Prefix(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a prefix", "text", "drop", "join", "last", "capitalise") is not { } map) return null;
        var text = reader.Required(map, "text");
        if (text?.EndsWith('.') == false) reader.Fault(map["text"]!, $"the prefix '{text}' must end in a dot");
        IReadOnlyList<string> drop = map["drop"] is { } noise ? reader.Texts(noise, "'drop'") : [];
        var join = map["join"] is { } joint ? reader.Text(joint, "'join'") ?? "." : ".";
        return text is null ? null : new PrefixRule(text, drop, join, reader.Flag(map, "last"), reader.Flag(map, "capitalise"));
    }

    /// <summary>Times and hosts need no name: what they read tells them apart.</summary>
    private static string NameOf(ContentMap map, IReadOnlyList<string> fields, string format, LogSource? source) =>
        map.Text("name") ?? $"{string.Join('+', fields)} {format} {source}";
}
