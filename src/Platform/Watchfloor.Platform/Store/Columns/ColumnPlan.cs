using Watchfloor.Events;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// Which columns a field supplies in events of one class, and how well: by its own or its canonical name first, then by the class's
/// mappings in their order. Belongs to one thread; grows as new field names turn up.
/// </summary>
internal sealed class ColumnPlan
{
    private static readonly Binding[] Unknown = [];

    private readonly EventCatalog _catalog;
    private readonly Dictionary<string, List<Binding>> _byName = new(StringComparer.Ordinal);
    private Binding[]?[] _byField = []; // by the field's id

    public ColumnPlan(EventClass @class, EventCatalog catalog)
    {
        _catalog = catalog;
        foreach (var column in EventColumns.All.Where(c => c.IsMapped))
        {
            Add(column.Name, new Binding(column.Ordinal, 0));
            if (!@class.Fields.TryGetValue(column.Name, out var suppliers)) continue;
            for (var rank = 0; rank < suppliers.Count; rank++) Add(suppliers[rank], new Binding(column.Ordinal, rank + 1));
        }
    }

    /// <summary>A column, and how far down the list of its suppliers the field stands; 0 is best.</summary>
    public readonly record struct Binding(int Column, int Rank);

    /// <summary>The columns that a field supplies; nearly always none.</summary>
    public Binding[] Of(int fieldId) => fieldId < _byField.Length && _byField[fieldId] is { } known ? known : Learn(fieldId);

    private Binding[] Learn(int fieldId)
    {
        var names = new[] { _catalog.Names[fieldId], _catalog.Names[_catalog.Canonical(fieldId)] };
        Binding[] found = [.. names.Distinct().SelectMany(n => _byName.GetValueOrDefault(n) ?? []).GroupBy(b => b.Column).Select(g => g.MinBy(b => b.Rank))];
        if (fieldId >= _byField.Length) Array.Resize(ref _byField, Math.Max(fieldId + 1, _byField.Length * 2));
        return _byField[fieldId] = found.Length == 0 ? Unknown : found;
    }

    private void Add(string name, Binding binding)
    {
        if (_byName.TryGetValue(name, out var list)) list.Add(binding);
        else _byName.Add(name, [binding]);
    }
}
