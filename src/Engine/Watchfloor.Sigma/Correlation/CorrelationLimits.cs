namespace Watchfloor.Sigma.Correlation;

/// <summary>Bounds on the state of a <see cref="CorrelationEngine"/>. What they cut off is counted in <see cref="CorrelationStatistics"/>.</summary>
public sealed record CorrelationLimits
{
    /// <summary>The limits used when nothing else is said.</summary>
    public static CorrelationLimits Default { get; } = new();

    /// <summary>How many groups one correlation may have open. Hits of further groups are not counted.</summary>
    public int MaxGroups { get; init; } = 100_000;

    /// <summary>How many hits all windows may hold, some 60 bytes each. A window that gets no room loses its oldest hit.</summary>
    public int MaxHits { get; init; } = 2_000_000;

    /// <summary>How many different values one window may hold. Hits with further values are not counted.</summary>
    public int MaxValues { get; init; } = 100_000;

    /// <summary>How many hits a match lists. Its count is exact all the same.</summary>
    public int MaxMembers { get; init; } = 1_000;

    /// <summary>The longest text, in characters, that group-by values or counted values may make together.</summary>
    public int MaxKeyLength { get; init; } = 8_192;
}
