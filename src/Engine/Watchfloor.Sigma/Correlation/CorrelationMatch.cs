namespace Watchfloor.Sigma.Correlation;

/// <summary>A correlation matched.</summary>
public sealed record CorrelationMatch
{
    /// <summary>The correlation's index in the <see cref="CorrelationGraph"/>.</summary>
    public required int Rule { get; init; }

    /// <summary>The values of its group-by fields, in that order, as the first hit of the group wrote them.</summary>
    public required IReadOnlyList<string> Group { get; init; }

    /// <summary>The time of the first hit, in UTC ticks.</summary>
    public required long First { get; init; }

    /// <summary>The time of the last hit, in UTC ticks.</summary>
    public required long Last { get; init; }

    /// <summary>
    /// When the match was certain, in UTC ticks: the last hit's time, or for a condition that needs a whole window the end of the
    /// window. For a correlation that refers to this one, it is the time of the hit.
    /// </summary>
    public required long Time { get; init; }

    /// <summary>What was compared: the count, sum, mean, percentile, share in percent, or number of rules seen.</summary>
    public required decimal Value { get; init; }

    /// <summary>For a share: the value that has it. Otherwise null.</summary>
    public string? Subject { get; init; }

    /// <summary>How many hits made the match.</summary>
    public required long Count { get; init; }

    /// <summary>
    /// The hits in order of time: all, or the first <see cref="CorrelationLimits.MaxMembers"/>. A temporal match has one for each rule seen.
    /// </summary>
    public required IReadOnlyList<CorrelationMember> Members { get; init; }
}

/// <summary>A hit that took part in a match.</summary>
/// <param name="Rule">The rule that was hit.</param>
/// <param name="Time">When, in UTC ticks.</param>
/// <param name="Event">The caller's reference to the event; 0 when the hit is a correlation's.</param>
/// <param name="Match">The match of the correlation that was hit, with members of its own, or null.</param>
public readonly record struct CorrelationMember(int Rule, long Time, long Event, CorrelationMatch? Match);
