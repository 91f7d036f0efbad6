using System.Collections.Concurrent;
using System.Collections.Frozen;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>A rule set made ready to match: programs over shared atoms, a witness for each rule, and a plan for each class of events.</summary>
internal sealed class CompiledRules
{
    private readonly ConcurrentDictionary<EventClass, Plan> _plans = new(ReferenceEqualityComparer.Instance);
    private readonly Witness[] _witnesses;
    private readonly FrozenDictionary<string, int> _fields;

    /// <param name="rules">The rules.</param>
    /// <param name="fieldsOf">Further fields that correlations want to see in a rule's hits, by the rule's place.</param>
    public CompiledRules(IReadOnlyList<Rule> rules, Func<int, IReadOnlyList<string>?>? fieldsOf = null)
    {
        Rules = rules;
        var atoms = new AtomTable();
        Programs = rules.Select(r => RuleProgram.Compile(r.Expression, atoms)).ToArray();
        _witnesses = rules.Select(r => Witness.Of(r.Expression, atoms)).ToArray();
        FurtherFields = Enumerable.Range(0, rules.Count).Select(r => fieldsOf?.Invoke(r)?.Select(atoms.Field).ToArray() ?? []).ToArray();
        Atoms = [.. atoms.Atoms];
        Fields = [.. atoms.Fields];
        _fields = Fields.Select((name, number) => (name, number)).ToFrozenDictionary(f => f.name, f => f.number, StringComparer.Ordinal);
    }

    public IReadOnlyList<Rule> Rules { get; }

    public Step[][] Programs { get; }

    public Atom[] Atoms { get; }

    /// <summary>The names of the fields that rules ask for; a field's number is its place here.</summary>
    public string[] Fields { get; }

    /// <summary>For each rule, the fields that correlations want to see.</summary>
    public int[][] FurtherFields { get; }

    /// <summary>The number of a field that a rule of the set asks for.</summary>
    public int Field(string name) => _fields[name];

    /// <summary>The plan for a class, made on first use; classes are few.</summary>
    public Plan PlanFor(EventClass @class) => _plans.GetOrAdd(@class, c => new Plan(this, c, _witnesses));
}
