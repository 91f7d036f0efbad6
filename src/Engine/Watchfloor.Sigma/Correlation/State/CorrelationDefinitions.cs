namespace Watchfloor.Sigma.Correlation.State;

/// <summary>What tells whether a rule of one graph is the same as a rule of another.</summary>
internal sealed class CorrelationDefinitions
{
    private readonly CorrelationGraph _graph;
    private readonly string?[] _keys;

    public CorrelationDefinitions(CorrelationGraph graph, IReadOnlyList<RuleIdentity> rules)
    {
        _graph = graph;
        _keys = new string?[graph.RuleCount + graph.Correlations.Count];
        for (var i = 0; i < rules.Count; i++)
            if (graph.FieldsOf(i) is not null)
                _keys[i] = KeyOf(rules[i].Id, rules[i].Name, rules[i].Title, rules[i].Definition, []);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (place, rule) in graph.Correlations.Index())
        {
            var key = KeyOf(rule.Id, rule.Name, rule.Title, rule.Definition, graph.References(graph.RuleCount + place).Select(r => _keys[r]));
            // Two that nothing tells apart, which nothing can refer to: the first of one graph is the first of the other.
            while (!seen.Add(key)) key = KeyOf(null, null, "", key, []);
            _keys[graph.RuleCount + place] = key;
        }
    }

    /// <summary>
    /// A hash over a rule's identity, its definition and the keys of the rules it refers to, as far down as there are any.
    /// Null for a plain rule that no correlation refers to.
    /// </summary>
    public string? KeyOf(int rule) => _keys[rule];

    /// <summary>
    /// A correlation and all correlations below it, in an order that depends on nothing but their definitions: the same in every graph.
    /// </summary>
    public int[] ChainOf(int correlation)
    {
        var chain = new List<int>();
        Visit(correlation);
        return [.. chain];

        void Visit(int rule)
        {
            if (rule < _graph.RuleCount || chain.Contains(rule)) return;
            chain.Add(rule);
            foreach (var reference in _graph.References(rule)) Visit(reference);
        }
    }

    /// <summary>
    /// Id and name belong to it: rules that can be referred to differ in one of them. A title is only looked at where there is neither,
    /// so that a better title costs no state.
    /// </summary>
    private static string KeyOf(string? id, string? name, string title, string definition, IEnumerable<string?> references)
    {
        using var hash = new DefinitionHash();
        hash.Add(id).Add(name).Add(id is null && name is null ? title : null).Add(definition);
        foreach (var reference in references) hash.Add(reference);
        return hash.Finish();
    }
}
