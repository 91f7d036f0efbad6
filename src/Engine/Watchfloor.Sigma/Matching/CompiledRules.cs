using System.Collections.Concurrent;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>A rule set made ready to match: programs over shared atoms, a witness for each rule, and a plan for each class of events.</summary>
internal sealed class CompiledRules
{
    private readonly ConcurrentDictionary<EventClass, Plan> _plans = new(ReferenceEqualityComparer.Instance);
    private readonly Witness[] _witnesses;

    public CompiledRules(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        var atoms = new AtomTable();
        Programs = rules.Select(r => RuleProgram.Compile(r.Expression, atoms)).ToArray();
        _witnesses = rules.Select(r => Witness.Of(r.Expression, atoms)).ToArray();
        Atoms = [.. atoms.Atoms];
        Fields = [.. atoms.Fields];
    }

    public IReadOnlyList<Rule> Rules { get; }

    public Step[][] Programs { get; }

    public Atom[] Atoms { get; }

    /// <summary>The names of the fields that rules ask for; a field's number is its place here.</summary>
    public string[] Fields { get; }

    /// <summary>The plan for a class, made on first use; classes are few.</summary>
    public Plan PlanFor(EventClass @class) => _plans.GetOrAdd(@class, c => new Plan(this, c, _witnesses));
}
