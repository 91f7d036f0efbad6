namespace Watchfloor.Events.Catalog;

/// <summary>An item of a content file. An item of a later layer with the same kind and name takes its place.</summary>
internal abstract record Definition(string Name, ContentPlace Place);

/// <summary>Where an item stands, for faults that only show when all files are read.</summary>
internal readonly record struct ContentPlace(string File, int Line, int Column);

/// <summary>How one carrier spells fields.</summary>
internal sealed record ShapeDefinition(
    string Name,
    ContentPlace Place,
    IReadOnlyList<KeyValuePair<string, string>> Rename,
    IReadOnlyList<PrefixRule> Prefixes) : Definition(Name, Place);

/// <summary>Named rules that say which log source an event belongs to.</summary>
internal sealed record LogSourceDefinition(string Name, ContentPlace Place, IReadOnlyList<LogSourceRule> Rules) : Definition(Name, Place);

/// <summary>A log source and what makes an event belong to it. Every rule that holds adds its own.</summary>
/// <param name="Formats">For each list, the event was read from one of its formats.</param>
/// <param name="When">All of these hold.</param>
internal sealed record LogSourceRule(IReadOnlyList<IReadOnlyList<string>> Formats, IReadOnlyList<FieldCondition> When, LogSource Is);

/// <summary>What a log-source rule asks of one field, named canonically.</summary>
internal sealed record FieldCondition(string Field, FieldOperator Operator, IReadOnlyList<string> Values);

/// <summary>How a condition compares. ASCII case is ignored, as Windows ignores it in channel names.</summary>
internal enum FieldOperator
{
    /// <summary>Some value of the field is one of the values.</summary>
    Is,

    /// <summary>No value of the field is one of the values; so too when there is no such field.</summary>
    IsNot,

    /// <summary>Some value of the field begins with one of the values.</summary>
    StartsWith,

    /// <summary>No value of the field begins with one of the values; so too when there is no such field.</summary>
    StartsNotWith,

    /// <summary>The event has the field.</summary>
    Exists,

    /// <summary>The event does not have the field.</summary>
    Missing,
}

/// <summary>The names that events of some log sources answer to.</summary>
internal sealed record MappingDefinition(
    string Name,
    ContentPlace Place,
    IReadOnlyList<LogSource> For,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Fields) : Definition(Name, Place);

/// <summary>Where an event carries its own time. Several fields are joined by a space, as W3C's date and time.</summary>
/// <param name="Name">Tells it from the others.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="For">The log source it holds for; null: every one.</param>
/// <param name="Fields">The fields, named canonically.</param>
/// <param name="Format">How they write time.</param>
/// <param name="IsUtc">True when a time that says no zone is UTC wherever the event was made.</param>
internal sealed record TimeDefinition(
    string Name,
    ContentPlace Place,
    LogSource? For,
    IReadOnlyList<string> Fields,
    TimeFormat Format,
    bool IsUtc) : Definition(Name, Place);

/// <summary>Which field names the host an event is about.</summary>
internal sealed record HostDefinition(string Name, ContentPlace Place, LogSource? For, string Field) : Definition(Name, Place);
