using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>What to do with an event of one class: which rules want it, and where to look for their witnesses. Immutable.</summary>
internal sealed class Plan
{
    private readonly Dictionary<int, int[]> _rulesOf = [];

    public Plan(CompiledRules rules, EventClass @class, Witness[] witnesses)
    {
        Class = @class;
        Rules = Enumerable.Range(0, rules.Rules.Count).Where(i => @class.Fits(rules.Rules[i].LogSource)).ToArray();
        Unconditional = Rules.Where(r => witnesses[r].IsNone).ToArray();
        foreach (var group in Rules.SelectMany(r => witnesses[r].Atoms.Select(a => (Atom: a, Rule: r))).GroupBy(p => p.Atom))
            _rulesOf.Add(group.Key, group.Select(p => p.Rule).ToArray());

        var presence = Rules.SelectMany(r => witnesses[r].Fields.Select(f => (Field: f, Rule: r))).ToLookup(p => p.Field, p => p.Rule);
        var atoms = _rulesOf.Keys.ToLookup(a => rules.Atoms[a].Field);
        Indexes = new FieldIndex?[rules.Fields.Length];
        foreach (var field in atoms.Select(g => g.Key).Union(presence.Select(g => g.Key)).Where(f => f != Atom.Keyword))
            Indexes[field] = FieldIndex.Build(atoms[field].ToList(), rules.Atoms, presence[field].ToArray());
        var keywords = atoms[Atom.Keyword].ToList();
        if (keywords.Count > 0)
        {
            Keywords = FieldIndex.Build(keywords, rules.Atoms, []);
            KeywordFilter = RecordFilter.For(keywords.Select(a => rules.Atoms[a].Literal!));
        }

        // Every field that one of the rules asks for, not only those that have a witness.
        Wanted = new bool[rules.Fields.Length];
        foreach (var field in Rules.SelectMany(r => rules.FurtherFields[r])) Wanted[field] = true;
        foreach (var step in Rules.SelectMany(r => rules.Programs[r]).Where(s => s.Kind == StepKind.Test))
        {
            var atom = rules.Atoms[step.Atom];
            if (atom.Field >= 0) Wanted[atom.Field] = true;
            if (atom.OtherField >= 0) Wanted[atom.OtherField] = true;
        }
    }

    public EventClass Class { get; }

    /// <summary>The rules that want events of this class.</summary>
    public int[] Rules { get; }

    /// <summary>Those without a witness.</summary>
    public int[] Unconditional { get; }

    /// <summary>The index of each rule field, where there is one.</summary>
    public FieldIndex?[] Indexes { get; }

    /// <summary>The index that every value is passed through, when rules look for keywords.</summary>
    public FieldIndex? Keywords { get; }

    /// <summary>Says of most records that <see cref="Keywords"/> would find nothing.</summary>
    public RecordFilter? KeywordFilter { get; }

    /// <summary>Whether a rule field is asked for at all.</summary>
    public bool[] Wanted { get; }

    /// <summary>The rules that an atom is a witness of.</summary>
    public int[] RulesOf(int atom) => _rulesOf.TryGetValue(atom, out var rules) ? rules : [];
}
