using System.Diagnostics;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Analysis.Rules;

/// <summary>A rule set ready to run: loaded, compiled, described for alerts, with counts. Immutable but for the counts.</summary>
internal sealed class ActiveRules
{
    private readonly long[] _hits;

    /// <summary>Loads a snapshot. Takes about a second for some thousands of rules.</summary>
    public ActiveRules(RuleSnapshot snapshot, EventCatalog catalog)
    {
        Hash = snapshot.Hash;
        Set = snapshot.Load();
        Heads = [.. Set.Rules.Select(r => AlertHead.Of(r)), .. Set.Correlations.Correlations.Select(r => AlertHead.Of(r))];
        _hits = new long[Heads.Count];
        Costs = new RuleCosts(Set.Rules.Count, Stopwatch.GetTimestamp);
        // Compiles now, on the thread that loads, and not in front of the first event.
        _ = new Matcher(Set, catalog);
    }

    /// <summary>The snapshot's hash.</summary>
    public string Hash { get; }

    /// <summary>The rules.</summary>
    public RuleSet Set { get; }

    /// <summary>What alerts say of each rule, by its index in the <see cref="CorrelationGraph"/>.</summary>
    public IReadOnlyList<AlertHead> Heads { get; }

    /// <summary>What each rule has cost of the events that were sampled.</summary>
    public RuleCosts Costs { get; }

    /// <summary>Counts a match.</summary>
    public void Hit(int rule) => Interlocked.Increment(ref _hits[rule]);

    /// <summary>How often a rule has matched since it became active.</summary>
    public long Hits(int rule) => Interlocked.Read(ref _hits[rule]);
}

/// <summary>What an alert says of its rule.</summary>
/// <param name="Id">The rule's id; else its name, else its file and title: what stays the same when the rule is changed.</param>
/// <param name="Document">The rule.</param>
internal sealed record AlertHead(string Id, RuleDocument Document)
{
    /// <summary>The head of a rule's alerts.</summary>
    public static AlertHead Of(RuleDocument rule) => new(rule.Id ?? rule.Name ?? $"{Path.GetFileName(rule.File)}:{rule.Title}", rule);
}
