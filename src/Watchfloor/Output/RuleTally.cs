using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>The findings of one rule, counted.</summary>
internal sealed class RuleTally(FindingRule rule)
{
    /// <summary>The rule.</summary>
    public FindingRule Rule { get; } = rule;

    /// <summary>How many findings.</summary>
    public long Count { get; private set; }

    /// <summary>The hosts, in the order they were met.</summary>
    public OrderedDictionary<string, long> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The earliest event time, or null when no event carried one.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>The latest event time, or null when no event carried one.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Counts one more.</summary>
    public void Add(Finding finding)
    {
        Count++;
        if (finding.Host is { } host) Hosts[host] = Hosts.GetValueOrDefault(host) + 1;
        if (finding.Timestamp is not { } time) return;
        if (First is null || time < First) First = time;
        if (Last is null || time > Last) Last = time;
    }
}

/// <summary>Findings counted by rule.</summary>
internal sealed class RuleTallies
{
    private readonly Dictionary<FindingRule, RuleTally> _tallies = [];

    /// <summary>Counts one finding and answers its rule's tally.</summary>
    public RuleTally Add(Finding finding)
    {
        if (!_tallies.TryGetValue(finding.Rule, out var tally)) _tallies.Add(finding.Rule, tally = new RuleTally(finding.Rule));
        tally.Add(finding);
        return tally;
    }

    /// <summary>Worst level first, then the most findings, then by title, so that the order never depends on chance.</summary>
    public IReadOnlyList<RuleTally> WorstFirst() =>
    [
        .. _tallies.Values
            .OrderByDescending(t => t.Rule.Level)
            .ThenByDescending(t => t.Count)
            .ThenBy(t => t.Rule.Title, StringComparer.Ordinal)
            .ThenBy(t => t.Rule.Id, StringComparer.Ordinal),
    ];
}
