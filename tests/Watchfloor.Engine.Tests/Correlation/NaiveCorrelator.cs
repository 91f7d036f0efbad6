using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>A hit as the specification speaks of it, and a match to compare with.</summary>
internal sealed record NaiveHit(int Reference, long Time, long Event, string? Group, string? Value);

internal sealed record NaiveMatch(string Group, long Time, long First, long Last, decimal Value, string Events);

/// <summary>
/// One correlation as docs/correlations.md tells it, with no thought of speed: for each hit the window is built again from all hits.
/// Hits must be in order of time.
/// </summary>
internal sealed class NaiveCorrelator(CorrelationRule rule)
{
    private readonly long _span = rule.Timespan.Ticks;

    /// <summary>Of several chains that fulfil an ordered correlation any may be told; they end in the same hit.</summary>
    public bool TellsOnlyTheLastHit => rule.Type is CorrelationType.TemporalOrdered && !WaitsForTheEnd;

    public List<NaiveMatch> Run(IReadOnlyList<NaiveHit> hits) =>
    [
        .. hits.Where(h => h.Group is not null && IsCounted(h))
            .GroupBy(h => h.Group!, StringComparer.OrdinalIgnoreCase)
            .SelectMany(g => Of([.. g]))
            .OrderBy(m => m.Time).ThenBy(m => m.Group, StringComparer.Ordinal).ThenBy(m => m.First),
    ];

    private IEnumerable<NaiveMatch> Of(List<NaiveHit> hits)
    {
        if (!rule.Type.IsTemporal()) hits = [.. hits.Where((h, i) => !hits.Take(i).Any(b => b.Event == h.Event))];
        return WaitsForTheEnd ? WholeWindows(hits) : SlidingWindows(hits);
    }

    /// <summary>The window reaches back from each hit; after a match all its hits are used up.</summary>
    private IEnumerable<NaiveMatch> SlidingWindows(List<NaiveHit> hits)
    {
        var unused = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            var now = hits[i].Time;
            List<NaiveHit> window = [.. hits.Skip(unused).Take(i + 1 - unused).Where(h => h.Time >= now - _span)];
            if (Judge(window) is not { } value) continue;
            unused = i + 1;
            yield return Match(window, now, value);
        }
    }

    /// <summary>A window begins at the first hit after the one before and lasts the timespan.</summary>
    private IEnumerable<NaiveMatch> WholeWindows(List<NaiveHit> hits)
    {
        while (hits.Count > 0)
        {
            var end = hits[0].Time + _span;
            List<NaiveHit> window = [.. hits.TakeWhile(h => h.Time <= end)];
            hits = hits[window.Count..];
            if (Judge(window) is { } value) yield return Match(window, end, value);
        }
    }

    private NaiveMatch Match(List<NaiveHit> window, long time, decimal value)
    {
        var members = rule.Type switch
        {
            _ when TellsOnlyTheLastHit => [window[^1]],
            CorrelationType.Temporal when !WaitsForTheEnd => [.. window.GroupBy(h => h.Reference).Select(g => g.Last()).OrderBy(h => (h.Time, h.Reference))],
            _ => window,
        };
        return new NaiveMatch(
            window[0].Group!.ToUpperInvariant(), time, members[0].Time, members[^1].Time, decimal.Round(value, 9), string.Join(' ', members.Select(m => m.Event)));
    }

    private bool IsCounted(NaiveHit hit) => rule.Type switch
    {
        CorrelationType.ValueSum or CorrelationType.ValueAvg or CorrelationType.ValueMedian => decimal.TryParse(hit.Value, out _),
        CorrelationType.ValuePercentile when rule.Condition.Percentile is not null => decimal.TryParse(hit.Value, out _),
        CorrelationType.ValueCount or CorrelationType.ValuePercentile => hit.Value is not null,
        _ => true,
    };

    /// <summary>True when another hit could make a condition false that held, or when one value says nothing.</summary>
    private bool WaitsForTheEnd => rule.Type switch
    {
        CorrelationType.ValueAvg or CorrelationType.ValuePercentile or CorrelationType.ValueMedian => true,
        _ when rule.Condition.Expression is { } expression => expression.HasNot,
        _ => rule.Condition.Bounds.Any(b => b.Comparison is not (CorrelationComparison.Greater or CorrelationComparison.GreaterOrEqual))
            && !(rule.Type.IsTemporal() && rule.Condition.Bounds is [{ Comparison: CorrelationComparison.Equal } all] && all.Number == rule.Rules.Count),
    };

    /// <summary>What was compared when the condition holds for the window, else null.</summary>
    private decimal? Judge(List<NaiveHit> window)
    {
        if (window.Count == 0) return null;
        decimal[] numbers = [.. window.Select(h => decimal.TryParse(h.Value, out var n) ? n : 0).Order()];
        var seen = window.Aggregate(0ul, (set, h) => set | 1ul << h.Reference);
        decimal? value = rule.Type switch
        {
            CorrelationType.EventCount => window.Count,
            CorrelationType.ValueCount => window.Select(h => h.Value!.ToUpperInvariant()).Distinct().Count(),
            CorrelationType.ValueSum => numbers.Sum(),
            CorrelationType.ValueAvg => numbers.Sum() / numbers.Length,
            CorrelationType.ValueMedian => (numbers[(numbers.Length - 1) / 2] + numbers[numbers.Length / 2]) / 2,
            CorrelationType.ValuePercentile when rule.Condition.Percentile is { } p => Percentile(numbers, p),
            CorrelationType.ValuePercentile => Share(window),
            CorrelationType.Temporal => rule.Condition.Expression?.Holds(seen) is false ? null : window.Select(h => h.Reference).Distinct().Count(),
            _ => InOrder(window, seen),
        };
        return value is { } v && rule.Condition.Holds(v) ? v : null;
    }

    private static decimal Percentile(decimal[] sorted, decimal percentile)
    {
        var place = percentile / 100 * (sorted.Length - 1);
        var (below, above) = ((int)decimal.Floor(place), (int)decimal.Ceiling(place));
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    private decimal? Share(List<NaiveHit> window) => window.GroupBy(h => h.Value!, StringComparer.OrdinalIgnoreCase)
        .Select(g => (decimal?)(100m * g.Count() / window.Count)).FirstOrDefault(share => rule.Condition.Holds(share!.Value));

    /// <summary>Tries every set of rules: are they seen in order, and does the condition hold of them?</summary>
    private decimal? InOrder(List<NaiveHit> window, ulong seen)
    {
        decimal? best = null;
        for (var set = 1ul; set < 1ul << rule.Rules.Count; set++)
        {
            var size = System.Numerics.BitOperations.PopCount(set);
            var holds = rule.Condition.Expression is { } expression ? Holds(expression, set, seen, false) : rule.Condition.Holds(size);
            if (holds && IsSeenInOrder(window, set) && (best is null || size < best)) best = size;
        }

        return best;
    }

    private static bool IsSeenInOrder(List<NaiveHit> window, ulong set)
    {
        var at = 0;
        for (var reference = 0; reference < 64; reference++)
        {
            if ((set >> reference & 1) == 0) continue;
            at = window.FindIndex(at, h => h.Reference == reference) + 1;
            if (at == 0) return false;
        }

        return true;
    }

    /// <summary>A rule counts as seen when it is of the set; under <c>not</c>, when it is anywhere in the window.</summary>
    private static bool Holds(RuleExpression expression, ulong set, ulong seen, bool negated) => expression switch
    {
        RuleExpression.Seen s => ((negated ? seen : set) >> s.Reference & 1) != 0,
        RuleExpression.Not n => !Holds(n.Inner, set, seen, !negated),
        RuleExpression.All a => a.Parts.All(p => Holds(p, set, seen, negated)),
        RuleExpression.Any a => a.Parts.Any(p => Holds(p, set, seen, negated)),
        _ => throw new NotSupportedException(),
    };
}
