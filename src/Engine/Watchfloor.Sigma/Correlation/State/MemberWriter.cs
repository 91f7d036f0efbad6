namespace Watchfloor.Sigma.Correlation.State;

/// <summary>
/// Writes hits that windows hold. A rule is written as its place in the list of the correlation that holds the hit, so that it is found
/// again in another graph. Matches of inner correlations go into a table, each once and after those it is made of: chains that meet
/// again would otherwise be written many times over.
/// </summary>
internal sealed class MemberWriter(CorrelationGraph graph, int correlation)
{
    private readonly Dictionary<CorrelationMatch, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly int[] _chain = graph.Definitions.ChainOf(correlation);
    private readonly StateWriter _matches = new();

    /// <summary>Writes a hit of the correlation.</summary>
    public void Member(StateWriter to, in CorrelationMember member) => Member(to, correlation, member);

    /// <summary>Writes a hit, or that there is none.</summary>
    public void Optional(StateWriter to, in CorrelationMember? member)
    {
        to.Flag(member is not null);
        if (member is { } present) Member(to, present);
    }

    /// <summary>Writes the table. It is complete when every hit was written, and is read before them.</summary>
    public void Matches(StateWriter to)
    {
        to.Count(_places.Count);
        to.Bytes(_matches.Written);
    }

    private void Member(StateWriter to, int owner, in CorrelationMember member)
    {
        to.Count(graph.ReferencesOf(owner).IndexOf(member.Rule));
        to.Long(member.Time);
        if (member.Match is { } match) to.Count(PlaceOf(match));
        else to.Long(member.Event);
    }

    /// <summary>As deep as correlations stand on one another: at most <see cref="CorrelationGraph.MaxDepth"/>.</summary>
    private int PlaceOf(CorrelationMatch match)
    {
        if (_places.TryGetValue(match, out var place)) return place;
        foreach (var member in match.Members)
            if (member.Match is { } inner)
                PlaceOf(inner);
        _matches.Count(Array.IndexOf(_chain, match.Rule));
        foreach (var value in match.Group) _matches.Text(value);
        _matches.Long(match.First);
        _matches.Long(match.Last);
        _matches.Long(match.Time);
        _matches.Number(match.Value);
        _matches.Text(match.Subject);
        _matches.Count(match.Count);
        _matches.Count(match.Members.Count);
        foreach (var member in match.Members) Member(_matches, match.Rule, member);
        return _places[match] = _places.Count;
    }
}
