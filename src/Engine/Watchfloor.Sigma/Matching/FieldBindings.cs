using System.Runtime.CompilerServices;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Which rule fields an event field supplies in a plan, and how well: by its own name or its canonical name first, then by the
/// class's mappings in their order. Belongs to one matcher; grows as new field names turn up.
/// </summary>
internal sealed class FieldBindings(Plan plan, string[] ruleFields, EventCatalog catalog)
{
    private readonly Lazy<Dictionary<string, List<Binding>>> _byName = new(() => Names(plan, ruleFields));
    private Binding[]?[] _byField = [];

    /// <summary>A rule field, and how far down the list of its suppliers the event field stands; 0 is best.</summary>
    public readonly record struct Binding(int RuleField, int Rank);

    /// <summary>The rule fields that an event field supplies; nearly always none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Binding[] Of(int fieldId)
    {
        var known = _byField;
        return (uint)fieldId < (uint)known.Length && known[fieldId] is { } bindings ? bindings : Resolve(fieldId);
    }

    private Binding[] Resolve(int fieldId)
    {
        if (fieldId >= _byField.Length) Array.Resize(ref _byField, Math.Max(fieldId + 1, _byField.Length * 2));
        var bindings = new List<Binding>();
        var (own, canonical) = (catalog.Names[fieldId], catalog.Names[catalog.Canonical(fieldId)]);
        AddBest(own, bindings);
        if (canonical != own) AddBest(canonical, bindings);
        return _byField[fieldId] = [.. bindings];
    }

    private void AddBest(string name, List<Binding> bindings)
    {
        if (!_byName.Value.TryGetValue(name, out var further)) return;
        foreach (var binding in further)
        {
            var known = 0;
            while (known < bindings.Count && bindings[known].RuleField != binding.RuleField) known++;
            if (known == bindings.Count) bindings.Add(binding);
            else if (binding.Rank < bindings[known].Rank) bindings[known] = binding;
        }
    }

    private static Dictionary<string, List<Binding>> Names(Plan plan, string[] ruleFields)
    {
        var byName = new Dictionary<string, List<Binding>>(StringComparer.Ordinal);
        for (var field = 0; field < ruleFields.Length; field++)
        {
            if (!plan.Wanted[field]) continue;
            Add(ruleFields[field], new Binding(field, 0));
            if (!plan.Class.Fields.TryGetValue(ruleFields[field], out var sources)) continue;
            for (var rank = 0; rank < sources.Count; rank++) Add(sources[rank], new Binding(field, rank + 1));
        }

        return byName;

        void Add(string name, Binding binding)
        {
            if (byName.TryGetValue(name, out var list)) list.Add(binding);
            else byName.Add(name, [binding]);
        }
    }
}
