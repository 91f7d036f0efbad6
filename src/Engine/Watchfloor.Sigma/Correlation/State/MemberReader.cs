namespace Watchfloor.Sigma.Correlation.State;

/// <summary>Reads the hits that <see cref="MemberWriter"/> wrote.</summary>
internal sealed class MemberReader
{
    /// <summary>Place, time, and a place in the table at least.</summary>
    private const int LeastMember = 10;

    private readonly CorrelationGraph _graph;
    private readonly int _correlation;
    private readonly List<CorrelationMatch> _matches = [];

    /// <summary>Reads the table of matches.</summary>
    public MemberReader(CorrelationGraph graph, int correlation, ref StateReader from)
    {
        (_graph, _correlation) = (graph, correlation);
        var chain = graph.Definitions.ChainOf(correlation);
        // Rule, three times, number, subject, two counts.
        for (var left = from.Items(44); left > 0; left--) _matches.Add(Match(chain, ref from));
    }

    /// <summary>A hit of the correlation.</summary>
    public CorrelationMember Member(ref StateReader from) => Member(_correlation, ref from);

    /// <summary>A hit, or null.</summary>
    public CorrelationMember? Optional(ref StateReader from) => from.Flag() ? Member(ref from) : null;

    /// <summary>How many hits follow.</summary>
    public static int Items(ref StateReader from) => from.Items(LeastMember);

    private CorrelationMatch Match(int[] chain, ref StateReader from)
    {
        var rule = chain[from.Place(chain.Length)];
        var group = new string[_graph.RuleOf(rule).GroupBy.Count];
        for (var i = 0; i < group.Length; i++) group[i] = from.Text();
        var (first, last, time) = (from.Long(), from.Long(), from.Long());
        var value = from.Number(decimal.MaxValue);
        var subject = from.TextOrNull();
        var count = from.Count();
        var members = new CorrelationMember[Items(ref from)];
        for (var i = 0; i < members.Length; i++) members[i] = Member(rule, ref from);
        return new CorrelationMatch
        {
            Rule = rule,
            Group = group,
            First = first,
            Last = last,
            Time = time,
            Value = value,
            Subject = subject,
            Count = count,
            Members = members,
        };
    }

    private CorrelationMember Member(int owner, ref StateReader from)
    {
        var references = _graph.ReferencesOf(owner);
        var rule = references[from.Place(references.Length)];
        var time = from.Long();
        if (rule < _graph.RuleCount) return new CorrelationMember(rule, time, from.Long(), null);
        var match = _matches[from.Place(_matches.Count)];
        // It also bounds how deep matches lie in one another: references make no circles.
        return match.Rule == rule ? new CorrelationMember(rule, time, 0, match) : throw from.Fault("a hit is given the match of another correlation");
    }
}
