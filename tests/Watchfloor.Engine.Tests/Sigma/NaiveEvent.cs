using System.Text;
using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>An event as plain text, and what it answers when a rule asks for a field.</summary>
internal sealed class NaiveEvent
{
    private readonly List<(string Name, string Canonical, string? Value)> _values = [];
    private readonly Dictionary<string, IReadOnlyList<string?>> _answers = new(StringComparer.Ordinal);
    private readonly EventClass _class;

    public NaiveEvent(EventCatalog catalog, EventView view, EventClass @class)
    {
        _class = @class;
        for (var i = 0; i < view.FieldCount; i++)
            _values.Add((view.FieldName(i), catalog.Names[catalog.Canonical(view.FieldId(i))], view.Kind(i) == ValueKind.Null ? null : Encoding.UTF8.GetString(view.Value(i))));
    }

    public bool Fits(LogSource wanted) => _class.Fits(wanted);

    /// <summary>Every value of the event.</summary>
    public IEnumerable<string?> All => _values.Select(v => v.Value);

    /// <summary>
    /// The values of a field, nulls among them; none when the event has no such field. A field goes by its own name or its canonical
    /// name; failing that, by the first of the names mapped to it that the event has.
    /// </summary>
    public IReadOnlyList<string?> Of(string field)
    {
        if (_answers.TryGetValue(field, out var known)) return known;
        IEnumerable<string> suppliers = _class.Fields.TryGetValue(field, out var mapped) ? [field, .. mapped] : [field];
        return _answers[field] = suppliers.Select(Named).FirstOrDefault(values => values.Count > 0) ?? [];
    }

    private List<string?> Named(string name) => [.. _values.Where(v => v.Name == name || v.Canonical == name).Select(v => v.Value)];
}
