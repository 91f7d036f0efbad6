namespace Watchfloor.Sigma.Correlation;

/// <summary>How a result is compared (Sigma correlation specification 2.1, "Condition").</summary>
public enum CorrelationComparison
{
    /// <summary><c>gt</c>: greater.</summary>
    Greater,

    /// <summary><c>gte</c>: greater or equal.</summary>
    GreaterOrEqual,

    /// <summary><c>lt</c>: less.</summary>
    Less,

    /// <summary><c>lte</c>: less or equal.</summary>
    LessOrEqual,

    /// <summary><c>eq</c>: equal.</summary>
    Equal,

    /// <summary><c>neq</c>: not equal.</summary>
    NotEqual,
}

/// <summary>One comparison with a number.</summary>
/// <param name="Comparison">How.</param>
/// <param name="Number">With what.</param>
public readonly record struct CorrelationBound(CorrelationComparison Comparison, decimal Number)
{
    /// <summary>True when the value is as the bound says.</summary>
    public bool Holds(decimal value) => Comparison switch
    {
        CorrelationComparison.Greater => value > Number,
        CorrelationComparison.GreaterOrEqual => value >= Number,
        CorrelationComparison.Less => value < Number,
        CorrelationComparison.LessOrEqual => value <= Number,
        CorrelationComparison.Equal => value == Number,
        _ => value != Number,
    };

    /// <summary>True for a bound from below: a value that grows can only come to fulfil it.</summary>
    public bool IsLower => Comparison is CorrelationComparison.Greater or CorrelationComparison.GreaterOrEqual;
}

/// <summary>When a correlation matches.</summary>
public sealed record CorrelationCondition
{
    /// <summary>The comparisons, all of which must hold; two make a range. Empty when there is an <see cref="Expression"/>.</summary>
    public IReadOnlyList<CorrelationBound> Bounds { get; init; } = [];

    /// <summary>The fields whose values are looked at; several make a tuple.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>
    /// For <c>value_percentile</c>: which percentile, 0 to 100. Null means that the bounds are on the share, in percent,
    /// that a value has among all values of the window.
    /// </summary>
    public decimal? Percentile { get; init; }

    /// <summary>For temporal types: which rules must be seen, or null when the bounds are on the number of rules seen.</summary>
    public RuleExpression? Expression { get; init; }

    /// <summary>True when every bound holds.</summary>
    public bool Holds(decimal value)
    {
        foreach (var bound in Bounds)
            if (!bound.Holds(value))
                return false;
        return true;
    }
}
