namespace Watchfloor.Events;

/// <summary>
/// A kind of event: the log sources it belongs to at once, and the other names its fields answer to.
/// Classes are few and shared; matchers compile one plan for each.
/// </summary>
public sealed class EventClass
{
    /// <summary>The class of events whose log source is not known. No rule looks at them.</summary>
    public static EventClass Unknown { get; } = new([], new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>A class from its log sources and field mappings.</summary>
    /// <param name="sources">Every log source the event belongs to; several when it has several categories.</param>
    /// <param name="fields">For a name that rules or analysts use: the source's own names that supply it, best first.</param>
    public EventClass(IReadOnlyList<LogSource> sources, IReadOnlyDictionary<string, IReadOnlyList<string>> fields)
    {
        Sources = sources;
        Fields = fields;
        Name = sources.Count == 0 ? "unknown" : string.Join(" + ", sources);
    }

    /// <summary>Every log source the event belongs to.</summary>
    public IReadOnlyList<LogSource> Sources { get; }

    /// <summary>Mapped names and the source's own names that supply them, best first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; }

    /// <summary>The log sources joined, for people.</summary>
    public string Name { get; }

    /// <summary>True for <see cref="Unknown"/> and for nothing else.</summary>
    public bool IsUnknown => Sources.Count == 0;

    /// <summary>True when a rule for <paramref name="wanted"/> should look at events of this class.</summary>
    public bool Fits(LogSource wanted)
    {
        foreach (var source in Sources)
            if (wanted.Wants(source))
                return true;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
