using Watchfloor.Sigma.Correlation.Statistics;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>Chooses the kind of window a correlation needs.</summary>
internal static class WindowFactory
{
    /// <summary>
    /// True when the condition can be judged only over a whole window: when one more hit can make it false, and for means,
    /// percentiles and shares always, since one early value says nothing of them.
    /// </summary>
    public static bool NeedsWholeWindow(CorrelationRule rule) => rule.Type switch
    {
        _ when rule.Type.IsTemporal() => TemporalCondition.NeedsWholeWindow(rule.Condition, rule.Rules.Count),
        CorrelationType.EventCount or CorrelationType.ValueCount or CorrelationType.ValueSum => !rule.Condition.Bounds.All(b => b.IsLower),
        _ => true,
    };

    /// <summary>What makes a new, empty window of the correlation.</summary>
    public static Func<Window> For(WindowSettings settings)
    {
        var rule = settings.Rule;
        var whole = NeedsWholeWindow(rule);
        if (rule.Type is CorrelationType.TemporalOrdered)
        {
            var sequences = new Sequences(rule);
            return whole ? () => new WholeWindow(settings, new SequencesSeen(sequences)) : () => new SequenceWindow(settings, sequences);
        }

        if (rule.Type is CorrelationType.Temporal && !whole) return () => new ProximityWindow(settings);
        return whole ? () => new WholeWindow(settings, StatisticFor(settings)) : () => new SlidingWindow(settings, StatisticFor(settings));
    }

    private static Statistic StatisticFor(WindowSettings settings) => settings.Rule.Type switch
    {
        CorrelationType.EventCount => new EventCount(),
        CorrelationType.ValueCount => new DistinctValues(settings.Limits.MaxValues),
        CorrelationType.ValueSum => new ValueTotal(mean: false),
        CorrelationType.ValueAvg => new ValueTotal(mean: true),
        CorrelationType.Temporal => new RulesSeen(),
        _ => settings.Rule.Condition.Percentile is { } percentile
            ? new ValuePercentile(percentile, settings.Budget)
            : new ValueShares(settings.Limits.MaxValues),
    };
}
