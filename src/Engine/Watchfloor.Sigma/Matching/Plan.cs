using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>What to do with an event of one class: which rules want it, and where to look for their witnesses. Immutable.</summary>
internal sealed class Plan
{
    private readonly bool[] _wants;

    public Plan(CompiledRules rules, EventClass @class)
    {
        Class = @class;
        _wants = rules.FittingRules(@class);
        Rules = Places(_wants);
        Wanted = new bool[rules.Fields.Length];

        var unconditional = new List<int>();
        var keywords = new List<int>();
        var witnesses = new List<int>?[rules.Fields.Length];
        var presence = new List<int>?[rules.Fields.Length];
        var seen = new bool[rules.Atoms.Length];
        foreach (var rule in Rules)
        {
            Want(rules, rule);
            var witness = rules.Witnesses[rule];
            if (witness.IsNone) unconditional.Add(rule);
            foreach (var field in witness.Fields) (presence[field] ??= []).Add(rule);
            foreach (var atom in witness.Atoms)
            {
                if (seen[atom]) continue;
                seen[atom] = true;
                var field = rules.Atoms[atom].Field;
                if (field == Atom.Keyword) keywords.Add(atom);
                else (witnesses[field] ??= []).Add(atom);
            }
        }

        Unconditional = [.. unconditional];
        Indexes = new FieldIndex?[rules.Fields.Length];
        for (var field = 0; field < Indexes.Length; field++)
            if (witnesses[field] is not null || presence[field] is not null)
                Indexes[field] = new FieldIndex(witnesses[field] ?? [], rules.Atoms, presence[field]?.ToArray() ?? []);
        if (keywords.Count > 0)
        {
            Keywords = new FieldIndex(keywords, rules.Atoms, []);
            KeywordFilter = RecordFilter.For(keywords, rules.Atoms);
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

    /// <summary>Whether a rule wants events of this class.</summary>
    public bool Wants(int rule) => _wants[rule];

    private static int[] Places(bool[] wants)
    {
        var places = new List<int>();
        for (var rule = 0; rule < wants.Length; rule++)
            if (wants[rule])
                places.Add(rule);
        return [.. places];
    }

    /// <summary>Marks every field that a rule asks for, not only those that have a witness.</summary>
    private void Want(CompiledRules rules, int rule)
    {
        foreach (var field in rules.FurtherFields[rule]) Wanted[field] = true;
        foreach (var step in rules.Programs[rule])
        {
            if (step.Kind != StepKind.Test) continue;
            var atom = rules.Atoms[step.Atom];
            if (atom.Field >= 0) Wanted[atom.Field] = true;
            if (atom.OtherField >= 0) Wanted[atom.OtherField] = true;
        }
    }
}
