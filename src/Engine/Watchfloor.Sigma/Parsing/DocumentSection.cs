using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>A mapping of a correlation or filter document: reads what it must hold and reports what is not so.</summary>
internal sealed class DocumentSection(string file, ContentMap map, ICollection<ContentFault> faults)
{
    private readonly int _before = faults.Count;

    /// <summary>The mapping.</summary>
    public ContentMap Map => map;

    /// <summary>Its plain keys.</summary>
    public DocumentFields Fields { get; } = new(file, map, faults);

    /// <summary>True once anything was wrong, here or in a section of this one.</summary>
    public bool Failed => faults.Count > _before;

    public void Fault(ContentNode at, string message, string? remedy) => Fields.Fault(at, message, remedy);

    /// <summary>A mapping inside this one, or null with a fault when the key is missing or holds something else.</summary>
    public DocumentSection? Section(string key, string remedy)
    {
        if (map[key] is ContentMap section) return new DocumentSection(file, section, faults);
        if (map[key] is { } other) Fault(other, $"'{key}' must be a map", remedy);
        else Fault(map, $"'{key}' is missing", remedy);
        return null;
    }

    /// <summary>A true or false, or null when the key is missing.</summary>
    public bool? Boolean(string key)
    {
        if (map[key] is not { } node) return null;
        if (node is ContentScalar { AsBoolean: { } answer }) return answer;
        Fault(node, $"'{key}' must be true or false", null);
        return null;
    }

    /// <summary>A list of different texts with their places; empty when the key is missing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="orOne">True when a single text may stand for a list of one.</param>
    /// <param name="minLength">The least length of a text.</param>
    public List<ContentScalar> Texts(string key, bool orOne = false, int minLength = 1)
    {
        var texts = new List<ContentScalar>();
        List<ContentNode> items;
        if (map[key] is not { } node) return texts;
        if (node is ContentList list) items = list.Items;
        else if (orOne && DocumentFields.IsText(node)) items = [node];
        else
        {
            Fault(node, $"'{key}' must be a list", "begin each entry with '- '");
            return texts;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!DocumentFields.IsText(item)) Fault(item, $"an entry of '{key}' must be text", "put it in quotes");
            else if (((ContentScalar)item).Value.Length < minLength) Fault(item, minLength == 1 ? $"an entry of '{key}' is empty" : $"an entry of '{key}' must have {minLength} characters or more", null);
            else if (!seen.Add(((ContentScalar)item).Value)) Fault(item, $"'{((ContentScalar)item).Value}' stands in '{key}' twice", null);
            else texts.Add((ContentScalar)item);
        }

        return texts;
    }

    /// <summary>Reports each key that is not one of these.</summary>
    public void OnlyKeys(string place, params string[] known)
    {
        foreach (var (key, _) in map.Entries)
            if (!known.Contains(key.Value))
                Fault(key, $"unknown key '{key.Value}' in {place}", $"known are {string.Join(", ", known)}");
    }

    /// <summary>The texts of scalars.</summary>
    public static string[] Values(IEnumerable<ContentScalar> scalars) => [.. scalars.Select(s => s.Value)];
}
