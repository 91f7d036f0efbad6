using System.Collections.Concurrent;

namespace Watchfloor.Events.Catalog;

/// <summary>One <see cref="EventClass"/> for each distinct set of log sources, with the mappings that fit it.</summary>
internal sealed class ClassTable(IReadOnlyList<MappingDefinition> mappings)
{
    /// <summary>The greatest number of classes; matchers keep a plan for each. Ordinary logs have a few dozen.</summary>
    public const int MaxClasses = 2_048;

    private readonly ConcurrentDictionary<string, EventClass> _classes = new(StringComparer.Ordinal);

    /// <summary>The class of these log sources; the same instance for the same sources in any order.</summary>
    public EventClass For(IReadOnlyList<LogSource> sources)
    {
        if (sources.Count == 0) return EventClass.Unknown;
        var ordered = sources.OrderBy(s => s.ToString(), StringComparer.Ordinal).ToList();
        // Null and empty names differ, so the key is the records, not their display.
        var key = string.Join('\n', ordered.Select(s => $"{s.Product}\0{s.Category}\0{s.Service}"));
        if (_classes.TryGetValue(key, out var known)) return known;
        // Only input made to look like many sources at once gets here; the first source alone is then what counts.
        if (_classes.Count >= MaxClasses && sources.Count > 1) return For([sources[0]]);
        return _classes.GetOrAdd(key, _ => new EventClass(ordered, FieldsOf(ordered)));
    }

    private Dictionary<string, IReadOnlyList<string>> FieldsOf(List<LogSource> sources)
    {
        var direct = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var mapping in mappings.Where(m => m.For.Any(wanted => sources.Exists(wanted.Wants))))
        {
            foreach (var (name, from) in mapping.Fields)
            {
                if (!direct.TryGetValue(name, out var list)) direct.Add(name, list = []);
                list.AddRange(from.Except(list));
            }
        }

        return direct.ToDictionary(d => d.Key, d => (IReadOnlyList<string>)Suppliers(d.Key, direct), StringComparer.Ordinal);
    }

    /// <summary>
    /// What supplies a name, nearest first: a supplier that is itself a mapped name brings its own suppliers, so that
    /// <c>process.executable</c> from <c>Image</c> holds where <c>Image</c> comes from <c>NewProcessName</c>.
    /// </summary>
    private static List<string> Suppliers(string name, Dictionary<string, List<string>> direct)
    {
        var found = new List<string> { name };
        for (var i = 0; i < found.Count; i++)
            if (direct.TryGetValue(found[i], out var from))
                found.AddRange(from.Except(found));
        found.RemoveAt(0);
        return found;
    }
}
