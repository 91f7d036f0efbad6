namespace Watchfloor.Events.Catalog;

/// <summary>
/// How carriers spell fields, as one function from name to canonical name: a rename of the whole name wins; else the longest
/// prefix that fits is replaced; then spaces go (Sigma rules specification 2.1, "Field Usage").
/// </summary>
internal sealed class ShapeRules
{
    private readonly Dictionary<string, string> _renames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrefixRule> _prefixes = new(StringComparer.Ordinal);

    public ShapeRules(IReadOnlyList<ShapeDefinition> shapes)
    {
        foreach (var shape in shapes)
        {
            foreach (var (from, to) in shape.Rename) _renames[from] = to;
            foreach (var prefix in shape.Prefixes) _prefixes[prefix.Text] = prefix;
        }
    }

    public string Canonical(string name)
    {
        if (_renames.TryGetValue(name, out var renamed)) return renamed;
        var stripped = Strip(name).Replace(" ", "", StringComparison.Ordinal);
        return stripped.Length == 0 ? name : stripped;
    }

    private string Strip(string name)
    {
        // A prefix ends behind a dot, so only as many lookups are needed as the name has dots.
        for (var end = name.LastIndexOf('.'); end > 0; end = name.LastIndexOf('.', end - 1))
            if (_prefixes.TryGetValue(name[..(end + 1)], out var rule))
                return rule.Apply(name[(end + 1)..]);
        return name;
    }
}
