using System.Globalization;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma;

/// <summary>
/// Reads one mapping of a correlation or filter document and notes a located fault for each value that is not as the
/// specification says. A number where text is wanted is read as text: YAML needs no quotes and neither do we.
/// </summary>
internal sealed class MetaDocument(string file, ContentMap map, ICollection<ContentFault> faults)
{
    /// <summary>The longest title (Sigma correlation specification 2.1, "Title").</summary>
    public const int MaxTitle = 256;

    /// <summary>The longest description (the same, "Description").</summary>
    public const int MaxDescription = 65_535;

    private static readonly string[] Statuses = ["stable", "test", "experimental", "deprecated", "unsupported"];
    private static readonly string[] Levels = ["informational", "low", "medium", "high", "critical"];

    private readonly int _before = faults.Count;

    /// <summary>The mapping that is being read.</summary>
    public ContentMap Map => map;

    /// <summary>True once anything was wrong, here or in a section read since.</summary>
    public bool Failed => faults.Count > _before;

    /// <summary>Notes a fault at a node.</summary>
    public void Fault(ContentNode at, string message, string? remedy = null) =>
        faults.Add(new ContentFault(file, at.Line, at.Column, message, remedy));

    /// <summary>Another mapping of the same file, or null with a fault when the key is missing or holds something else.</summary>
    public MetaDocument? Section(string key, string remedy)
    {
        switch (map[key])
        {
            case ContentMap section:
                return new MetaDocument(file, section, faults);
            case null:
                Fault(map, $"'{key}' is missing", remedy);
                return null;
            case var other:
                Fault(other, $"'{key}' must be a mapping", remedy);
                return null;
        }
    }

    /// <summary>A text that must be there.</summary>
    public string Required(string key, string remedy, int longest = int.MaxValue)
    {
        if (map[key] is null) Fault(map, $"'{key}' is missing", remedy);
        return Text(key, longest) ?? "";
    }

    /// <summary>A text, or null when the key is missing.</summary>
    public string? Text(string key, int longest = int.MaxValue)
    {
        if (map[key] is not { } node) return null;
        if (node is not ContentScalar { IsNull: false } scalar)
        {
            Fault(node, $"'{key}' must be text");
            return null;
        }

        if (scalar.Value.Length > longest)
            Fault(node, $"'{key}' has {scalar.Value.Length} characters; at most {longest} are allowed", $"shorten '{key}'");
        return scalar.Value;
    }

    /// <summary>A day as <c>YYYY-MM-DD</c>, or null when the key is missing.</summary>
    public DateOnly? Date(string key)
    {
        if (Text(key) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Fault(map[key]!, $"'{text}' is not a date", "write dates as YYYY-MM-DD");
        return null;
    }

    /// <summary>The rule's status, or null.</summary>
    public string? Status() => OneOf("status", Statuses);

    /// <summary>The rule's level, or null.</summary>
    public string? Level() => OneOf("level", Levels);

    /// <summary>A true or false, or null when the key is missing.</summary>
    public bool? Boolean(string key)
    {
        if (map[key] is not { } node) return null;
        if (node is ContentScalar { AsBoolean: { } answer }) return answer;
        Fault(node, $"'{key}' must be true or false");
        return null;
    }

    /// <summary>A list of different texts; empty when the key is missing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="orOne">True when a single text may stand for a list of one.</param>
    /// <param name="shortest">The least length of a text.</param>
    public List<ContentScalar> Texts(string key, bool orOne = false, int shortest = 0)
    {
        var texts = new List<ContentScalar>();
        var items = map[key] switch
        {
            null => [],
            ContentList list => list.Items,
            ContentScalar { IsNull: false } one when orOne => [one],
            var other => Wrong(other, $"'{key}' must be a list of texts"),
        };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not ContentScalar { IsNull: false } text) Fault(item, $"an item of '{key}' must be text");
            else if (!seen.Add(text.Value)) Fault(item, $"'{text.Value}' stands twice in '{key}'", "keep one of them");
            else if (text.Value.Length < shortest) Fault(item, $"'{text.Value}' in '{key}' is shorter than {shortest} characters");
            else texts.Add(text);
        }

        return texts;
    }

    /// <summary>Notes a fault for each key that is not one of these.</summary>
    public void OnlyKeys(string place, params string[] known)
    {
        foreach (var (key, _) in map.Entries)
            if (!known.Contains(key.Value))
                Fault(key, $"unknown key '{key.Value}' in {place}", $"known are {string.Join(", ", known)}");
    }

    /// <summary>The values of a list of scalars.</summary>
    public static string[] Values(IEnumerable<ContentScalar> scalars) => [.. scalars.Select(s => s.Value)];

    private string? OneOf(string key, string[] allowed)
    {
        if (Text(key) is not { } text) return null;
        if (allowed.Contains(text)) return text;
        Fault(map[key]!, $"'{text}' is not a {key}", $"use one of {string.Join(", ", allowed)}");
        return null;
    }

    private List<ContentNode> Wrong(ContentNode at, string message)
    {
        Fault(at, message, "write it as a list, one '- item' a line");
        return [];
    }
}
