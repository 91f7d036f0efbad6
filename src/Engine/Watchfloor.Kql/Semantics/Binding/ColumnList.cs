using Watchfloor.Kql.Plans;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Columns that a step makes, with their names.</summary>
internal sealed class ColumnList
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _unnamed;

    /// <summary>The columns.</summary>
    public List<Computed> Items { get; } = [];

    /// <summary>The name of a column that has none.</summary>
    public string Unnamed() => $"Column{++_unnamed}";

    /// <summary>Whether a name is taken.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>A name that is not taken: the wanted one, or the first free one with a number behind it.</summary>
    public string Free(string name)
    {
        if (_names.Add(name)) return name;
        for (var i = 1; ; i++)
            if (_names.Add(name + i))
                return name + i;
    }
}
