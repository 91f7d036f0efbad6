using Watchfloor.Events.Content;
using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Rules and the correlations over them. Every rule has a dense index: the plain rules first, in the order they were given,
/// then the correlations, each after those it refers to.
/// </summary>
public sealed class CorrelationGraph
{
    /// <summary>How many correlations may stand on one another.</summary>
    public const int MaxDepth = 32;

    private readonly int[][] _references;
    private readonly List<string>?[] _fields;
    private readonly bool[] _firesAlone;
    private readonly Lazy<CorrelationDefinitions> _definitions;

    private CorrelationGraph(IReadOnlyList<RuleIdentity> rules, List<CorrelationRule> correlations, List<int[]> references)
    {
        RuleCount = rules.Count;
        Correlations = correlations;
        _references = [.. references];
        _firesAlone = FindOutermost();
        _fields = FindFields();
        _definitions = new Lazy<CorrelationDefinitions>(() => new CorrelationDefinitions(this, rules));
    }

    /// <summary>How many plain rules there are; correlations have the indexes from here on.</summary>
    public int RuleCount { get; }

    /// <summary>The correlations that loaded; the first has the index <see cref="RuleCount"/>.</summary>
    public IReadOnlyList<CorrelationRule> Correlations { get; }

    /// <summary>Resolves references. A correlation with a fault is left out, and so is each that refers to it.</summary>
    /// <param name="rules">The plain rules.</param>
    /// <param name="correlations">The correlation rules.</param>
    /// <param name="faults">Receives a fault for each reference that cannot be resolved and for each circle.</param>
    public static CorrelationGraph Build(
        IReadOnlyList<RuleIdentity> rules, IReadOnlyList<CorrelationRule> correlations, ICollection<ContentFault> faults)
    {
        var order = new CorrelationOrder(rules, correlations, faults);
        return new CorrelationGraph(rules, order.Placed, order.References);
    }

    /// <summary>The indexes of the rules that a correlation refers to, in the order of its list.</summary>
    public IReadOnlyList<int> References(int correlation) => _references[correlation - RuleCount];

    /// <summary>
    /// True when the rule's matches are findings: no correlation refers to it, or one does that says <c>generate: true</c>.
    /// The others only feed correlations.
    /// </summary>
    public bool FiresAlone(int rule) => _firesAlone[rule];

    /// <summary>
    /// The fields that correlations want to see in a rule's hits: what <see cref="CorrelationHit.Values"/> holds. They are the names
    /// for group-by and condition, aliases resolved. Empty for a rule that feeds only correlations without any; null for one that feeds none.
    /// </summary>
    public IReadOnlyList<string>? FieldsOf(int rule) => _fields[rule];

    /// <summary>What tells whether rules of another graph are the same.</summary>
    internal CorrelationDefinitions Definitions => _definitions.Value;

    /// <summary>The correlation of an index.</summary>
    internal CorrelationRule RuleOf(int correlation) => Correlations[correlation - RuleCount];

    /// <summary>As <see cref="References"/>, for searching.</summary>
    internal ReadOnlySpan<int> ReferencesOf(int correlation) => _references[correlation - RuleCount];

    /// <summary>The fields that correlations above ask of this one and that it does not group by: values of its latest hit.</summary>
    internal string[] CarriedBy(int correlation) => [.. (_fields[correlation] ?? []).Where(f => !RuleOf(correlation).GroupBy.Contains(f))];

    private bool[] FindOutermost()
    {
        var alone = new bool[RuleCount + Correlations.Count];
        var referred = new bool[alone.Length];
        for (var i = 0; i < _references.Length; i++)
            foreach (var rule in _references[i])
            {
                referred[rule] = true;
                alone[rule] |= Correlations[i].Generate;
            }

        for (var rule = 0; rule < alone.Length; rule++) alone[rule] |= !referred[rule];
        return alone;
    }

    /// <summary>From the outermost inwards: what a correlation is asked for and does not group by, it asks of its own rules.</summary>
    private List<string>?[] FindFields()
    {
        var fields = new List<string>?[RuleCount + Correlations.Count];
        for (var i = Correlations.Count - 1; i >= 0; i--)
        {
            var rule = Correlations[i];
            var carried = fields[RuleCount + i]?.Where(f => !rule.GroupBy.Contains(f)) ?? [];
            string[] wanted = [.. rule.GroupBy, .. rule.Condition.Fields, .. carried];
            for (var r = 0; r < rule.Rules.Count; r++)
            {
                var known = fields[_references[i][r]] ??= [];
                foreach (var name in wanted)
                    if (rule.FieldFor(name, r) is var field && !known.Contains(field))
                        known.Add(field);
            }
        }

        return fields;
    }
}
