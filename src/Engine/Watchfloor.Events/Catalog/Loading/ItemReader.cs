using System.Text;
using Watchfloor.Events.Content;

namespace Watchfloor.Events.Catalog.Loading;

/// <summary>Reads typed values from the nodes of one file and notes a located fault for each that is not what it should be.</summary>
internal sealed class ItemReader(string file, List<ContentFault> faults)
{
    /// <summary>How many faults there are so far; an item is good when reading it added none.</summary>
    public int Faults => faults.Count;

    public ContentPlace Place(ContentNode node) => new(file, node.Line, node.Column);

    public void Fault(ContentNode at, string message, string? remedy = null) =>
        faults.Add(new ContentFault(file, at.Line, at.Column, message, remedy));

    /// <summary>The node as a mapping with none but these keys.</summary>
    public ContentMap? Map(ContentNode? node, string what, params ReadOnlySpan<string> keys)
    {
        if (node is not ContentMap map)
        {
            if (node is not null) Fault(node, $"{what} must be a mapping");
            return null;
        }

        foreach (var (key, _) in map.Entries)
            if (!keys.IsEmpty && !keys.Contains(key.Value))
                Fault(key, $"unknown key '{key.Value}' in {what}", "one of " + string.Join(", ", keys));
        if (map.Entries.Count == 0) Fault(map, $"{what} is empty");
        return map;
    }

    /// <summary>The items of a list that has some, or nothing when the key is missing.</summary>
    public IEnumerable<ContentNode> Items(ContentMap map, string key)
    {
        if (map[key] is not { } node) return [];
        if (node is ContentList { Items.Count: > 0 } list) return list.Items;
        Fault(node, $"'{key}' must be a list with at least one item");
        return [];
    }

    /// <summary>The text of a key that must be there; null with a fault when it is not.</summary>
    public string? Required(ContentMap map, string key)
    {
        if (map[key] is { } node) return Text(node, $"'{key}'");
        Fault(map, $"'{key}' is missing");
        return null;
    }

    /// <summary>The text of a scalar that is not empty.</summary>
    public string? Text(ContentNode node, string what)
    {
        if (node is ContentScalar { IsNull: false, Value.Length: > 0 } scalar) return scalar.Value;
        Fault(node, $"{what} must be a text that is not empty");
        return null;
    }

    /// <summary>One text or a list of different ones that is not empty.</summary>
    public IReadOnlyList<string> Texts(ContentNode node, string what)
    {
        if (node is not ContentList list) return Text(node, what) is { } one ? [one] : [];
        if (list.Items.Count == 0) Fault(list, $"{what} must not be an empty list");
        var texts = new List<string>();
        foreach (var item in list.Items)
        {
            if (Text(item, $"an item of {what}") is not { } text) continue;
            if (texts.Contains(text)) Fault(item, $"'{text}' appears twice in {what}");
            else texts.Add(text);
        }

        return texts;
    }

    public bool Flag(ContentMap map, string key)
    {
        if (map[key] is not { } node) return false;
        if (node is ContentScalar { AsBoolean: { } value }) return value;
        Fault(node, $"'{key}' must be true or false");
        return false;
    }

    /// <summary>A log source: at least one of product, category and service, in lower case as Sigma writes them.</summary>
    public LogSource? Source(ContentNode? node, string what)
    {
        if (Map(node, what, "product", "category", "service") is not { } map) return null;
        return new LogSource(Lower(map, "product"), Lower(map, "category"), Lower(map, "service"));
    }

    private string? Lower(ContentMap map, string key)
    {
        if (map[key] is not { } node || Text(node, $"'{key}'") is not { } text) return null;
        if (!Ascii.IsValid(text) || text.Any(char.IsAsciiLetterUpper))
            Fault(node, $"'{text}' must be lower case", text.ToLowerInvariant());
        return text;
    }
}
