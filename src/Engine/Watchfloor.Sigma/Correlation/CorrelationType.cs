namespace Watchfloor.Sigma.Correlation;

/// <summary>What a correlation looks for (Sigma correlation specification 2.1, "Correlation Types").</summary>
public enum CorrelationType
{
    /// <summary><c>event_count</c>: how many events.</summary>
    EventCount,

    /// <summary><c>value_count</c>: how many different values of a field, or tuples of several fields.</summary>
    ValueCount,

    /// <summary><c>temporal</c>: the rules are seen close together, in any order.</summary>
    Temporal,

    /// <summary><c>temporal_ordered</c>: the rules are seen close together, in the order of the list.</summary>
    TemporalOrdered,

    /// <summary><c>value_sum</c>: the sum of a numeric field.</summary>
    ValueSum,

    /// <summary><c>value_avg</c>: the mean of a numeric field.</summary>
    ValueAvg,

    /// <summary><c>value_percentile</c>: the value at a percentile of a numeric field, or the share of a value among all.</summary>
    ValuePercentile,

    /// <summary><c>value_median</c>: the median of a numeric field. Not in 2.1; pySigma has it.</summary>
    ValueMedian,
}

/// <summary>The names of correlation types in rules, and what they ask of a rule.</summary>
public static class CorrelationTypes
{
    private static readonly (string Name, CorrelationType Type)[] All =
    [
        ("event_count", CorrelationType.EventCount),
        ("value_count", CorrelationType.ValueCount),
        ("temporal", CorrelationType.Temporal),
        ("temporal_ordered", CorrelationType.TemporalOrdered),
        ("value_sum", CorrelationType.ValueSum),
        ("value_avg", CorrelationType.ValueAvg),
        ("value_percentile", CorrelationType.ValuePercentile),
        ("value_median", CorrelationType.ValueMedian),
    ];

    /// <summary>The names joined, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(t => t.Name));

    /// <summary>The type of this name, or null.</summary>
    public static CorrelationType? Find(string name)
    {
        foreach (var (known, type) in All)
            if (known == name)
                return type;
        return null;
    }

    /// <summary>The type's name in rules.</summary>
    public static string Name(CorrelationType type) => All[(int)type].Name;

    /// <summary>True for the types that look for rules, not for counts or values.</summary>
    public static bool IsTemporal(this CorrelationType type) => type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;

    /// <summary>True for the types that look at a field.</summary>
    public static bool TakesField(this CorrelationType type) => !type.IsTemporal() && type is not CorrelationType.EventCount;

    /// <summary>True for the types whose result is a whole number.</summary>
    public static bool IsCount(this CorrelationType type) => type.IsTemporal() || type is CorrelationType.EventCount or CorrelationType.ValueCount;
}
