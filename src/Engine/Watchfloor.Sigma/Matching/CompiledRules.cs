using System.Collections.Frozen;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>A rule set made ready to match: programs over shared atoms, a witness for each rule, and a plan for each class of events.</summary>
internal sealed class CompiledRules
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EventClass, Plan> _plans = new(ReferenceEqualityComparer.Instance);
    private readonly LogSource[] _sources;
    private readonly int[] _sourceOf;
    private readonly FrozenDictionary<string, int> _fields;

    /// <param name="rules">The rules.</param>
    /// <param name="fieldsOf">Further fields that correlations want to see in a rule's hits, by the rule's place.</param>
    public CompiledRules(IReadOnlyList<Rule> rules, Func<int, IReadOnlyList<string>?>? fieldsOf = null)
    {
        Rules = rules;
        var atoms = new AtomTable();
        Programs = rules.Select(r => RuleProgram.Compile(r.Expression, atoms)).ToArray();
        Witnesses = rules.Select(r => Witness.Of(r.Expression, atoms)).ToArray();
        FurtherFields = Enumerable.Range(0, rules.Count).Select(r => fieldsOf?.Invoke(r)?.Select(atoms.Field).ToArray() ?? []).ToArray();
        Atoms = [.. atoms.Atoms];
        Fields = [.. atoms.Fields];
        RulesOf = RulesByWitness();
        _sources = rules.Select(r => r.LogSource).Distinct().ToArray();
        var numbers = _sources.Select((source, number) => (source, number)).ToDictionary(s => s.source, s => s.number);
        _sourceOf = rules.Select(r => numbers[r.LogSource]).ToArray();
        _fields = Fields.Select((name, number) => (name, number)).ToFrozenDictionary(f => f.name, f => f.number, StringComparer.Ordinal);
    }

    public IReadOnlyList<Rule> Rules { get; }

    public Step[][] Programs { get; }

    /// <summary>For each rule, what must be found in an event before the rule is looked at.</summary>
    public Witness[] Witnesses { get; }

    public Atom[] Atoms { get; }

    /// <summary>For each atom, the rules that it is a witness of, whatever their log source.</summary>
    public int[][] RulesOf { get; }

    /// <summary>The names of the fields that rules ask for; a field's number is its place here.</summary>
    public string[] Fields { get; }

    /// <summary>For each rule, the fields that correlations want to see.</summary>
    public int[][] FurtherFields { get; }

    /// <summary>The number of a field that a rule of the set asks for.</summary>
    public int Field(string name) => _fields[name];

    /// <summary>The plan for a class, made on first use; classes are few. Threads that ask for the same one wait for one to make it.</summary>
    public Plan PlanFor(EventClass @class)
    {
        lock (_gate)
        {
            if (!_plans.TryGetValue(@class, out var plan)) _plans.Add(@class, plan = new Plan(this, @class));
            return plan;
        }
    }

    /// <summary>For each rule, whether it wants events of a class. Rules are many and log sources few: each of these is asked once.</summary>
    public bool[] FittingRules(EventClass @class)
    {
        var fits = new bool[_sources.Length];
        for (var source = 0; source < fits.Length; source++) fits[source] = @class.Fits(_sources[source]);
        var rules = new bool[_sourceOf.Length];
        for (var rule = 0; rule < rules.Length; rule++) rules[rule] = fits[_sourceOf[rule]];
        return rules;
    }

    private int[][] RulesByWitness()
    {
        var counts = new int[Atoms.Length];
        foreach (var witness in Witnesses)
            foreach (var atom in witness.Atoms)
                counts[atom]++;
        var rules = new int[Atoms.Length][];
        for (var atom = 0; atom < rules.Length; atom++) rules[atom] = counts[atom] == 0 ? [] : new int[counts[atom]];
        Array.Clear(counts);
        for (var rule = 0; rule < Witnesses.Length; rule++)
            foreach (var atom in Witnesses[rule].Atoms)
                rules[atom][counts[atom]++] = rule;
        return rules;
    }
}
