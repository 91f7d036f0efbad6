using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>What a window found when its condition held.</summary>
/// <param name="Value">What was compared.</param>
/// <param name="Subject">For a share, the value that has it.</param>
/// <param name="Count">How many hits there were.</param>
/// <param name="First">Time of the first hit.</param>
/// <param name="Last">Time of the last hit.</param>
/// <param name="Members">The hits kept.</param>
internal readonly record struct Finding(decimal Value, string? Subject, long Count, long First, long Last, IReadOnlyList<CorrelationMember> Members);

/// <summary>What all windows of one correlation share.</summary>
internal sealed record WindowSettings(CorrelationRule Rule, CorrelationLimits Limits, CorrelationStatistics Statistics, HitBudget Budget)
{
    /// <summary>The timespan in ticks.</summary>
    public long Span { get; } = Rule.Timespan.Ticks;
}

/// <summary>The hits of one group. Hits arrive in order of time.</summary>
internal abstract class Window
{
    /// <summary>Takes a hit in.</summary>
    /// <param name="arrival">The hit.</param>
    /// <param name="finding">What was found, when the condition holds now; the window is empty then.</param>
    public abstract bool Add(in Arrival arrival, out Finding finding);

    /// <summary>Judges the window when its time is over and empties it.</summary>
    public virtual bool Close(out Finding finding)
    {
        Clear();
        finding = default;
        return false;
    }

    /// <summary>Forgets every hit and gives its room back.</summary>
    public abstract void Clear();

    /// <summary>Writes all it holds.</summary>
    public abstract void Save(StateWriter to, MemberWriter members);

    /// <summary>Takes in what was written; called once, on an empty window.</summary>
    public abstract void Restore(ref StateReader from, MemberReader members);
}
