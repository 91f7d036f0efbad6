using System.Collections;
using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>The findings of one rule, counted. What it holds does not grow with the findings.</summary>
internal sealed class RuleTally(FindingRule rule)
{
    /// <summary>How many hosts are named.</summary>
    public const int MaxNamed = 3;

    private readonly List<string> _named = [];
    private BitArray? _seen;

    /// <summary>The rule.</summary>
    public FindingRule Rule { get; } = rule;

    /// <summary>How many findings.</summary>
    public long Count { get; private set; }

    /// <summary>The first hosts, in the order they were met.</summary>
    public IReadOnlyList<string> NamedHosts => _named;

    /// <summary>How many hosts of the <see cref="HostTable"/>.</summary>
    public int Hosts { get; private set; }

    /// <summary>True when there were findings on hosts that the table had no room for.</summary>
    public bool HasFurtherHosts { get; private set; }

    /// <summary>The earliest event time, or null when no event carried one.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>The latest event time, or null when no event carried one.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Counts one more.</summary>
    public void Add(Finding finding, HostTable hosts)
    {
        Count++;
        if (finding.Host is { } host) Add(host, hosts.Of(host));
        if (finding.Timestamp is not { } time) return;
        if (First is null || time < First) First = time;
        if (Last is null || time > Last) Last = time;
    }

    private void Add(string host, int number)
    {
        if (number < 0)
        {
            HasFurtherHosts = true;
            return;
        }

        _seen ??= new BitArray(HostTable.MaxHosts);
        if (_seen[number]) return;
        _seen[number] = true;
        Hosts++;
        if (_named.Count < MaxNamed) _named.Add(host);
    }
}

/// <summary>The hosts of findings, numbered in the order they were met, as many as there is room for.</summary>
internal sealed class HostTable
{
    /// <summary>How many hosts are told apart.</summary>
    public const int MaxHosts = 10_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many hosts are in the table.</summary>
    public int Count => _numbers.Count;

    /// <summary>How many findings were on hosts that found no room.</summary>
    public long FindingsElsewhere { get; private set; }

    /// <summary>The number of a finding's host, or -1 when there is no room for it.</summary>
    public int Of(string host)
    {
        if (_numbers.TryGetValue(host, out var number)) return number;
        if (_numbers.Count < MaxHosts)
        {
            _numbers.Add(host, number = _numbers.Count);
            return number;
        }

        FindingsElsewhere++;
        return -1;
    }
}

/// <summary>Findings counted by rule.</summary>
internal sealed class RuleTallies
{
    private readonly Dictionary<FindingRule, RuleTally> _tallies = [];

    /// <summary>The hosts of all findings.</summary>
    public HostTable Hosts { get; } = new();

    /// <summary>Counts one finding and answers its rule's tally.</summary>
    public RuleTally Add(Finding finding)
    {
        if (!_tallies.TryGetValue(finding.Rule, out var tally)) _tallies.Add(finding.Rule, tally = new RuleTally(finding.Rule));
        tally.Add(finding, Hosts);
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
