using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation;

/// <summary>What became of the hits of one correlation. A hit that is not counted stands in exactly one of these numbers.</summary>
public sealed class CorrelationStatistics
{
    /// <summary>Hits that reached the correlation.</summary>
    public long Hits { get; internal set; }

    /// <summary>Times it matched.</summary>
    public long Matches { get; internal set; }

    /// <summary>Hits not counted because the event lacks a group-by field.</summary>
    public long WithoutGroup { get; internal set; }

    /// <summary>Hits not counted because the event lacks the condition's field, or its value is not a number where one is needed.</summary>
    public long WithoutValue { get; internal set; }

    /// <summary>Hits not counted because another rule of the correlation had hit the same event just before.</summary>
    public long SameEvent { get; internal set; }

    /// <summary>Hits not counted because of <see cref="CorrelationLimits.MaxGroups"/>.</summary>
    public long GroupsRefused { get; internal set; }

    /// <summary>Hits not counted because of <see cref="CorrelationLimits.MaxValues"/>.</summary>
    public long ValuesRefused { get; internal set; }

    /// <summary>Hits not counted because of <see cref="CorrelationLimits.MaxKeyLength"/>.</summary>
    public long KeysRefused { get; internal set; }

    /// <summary>Hits that left their window early, or did not get in, because of <see cref="CorrelationLimits.MaxHits"/>.</summary>
    public long HitsEvicted { get; internal set; }

    /// <summary>Groups open now.</summary>
    public int Groups { get; internal set; }

    /// <summary>True when a limit was met, so that matches may be missing.</summary>
    public bool IsIncomplete => GroupsRefused + ValuesRefused + KeysRefused + HitsEvicted > 0;

    /// <summary>Writes the counts; groups are counted as they are restored.</summary>
    internal void Save(StateWriter to)
    {
        foreach (var count in (long[])[Hits, Matches, WithoutGroup, WithoutValue, SameEvent, GroupsRefused, ValuesRefused, KeysRefused, HitsEvicted])
            to.Count(count);
    }

    /// <summary>Takes in what was written.</summary>
    internal void Restore(ref StateReader from)
    {
        (Hits, Matches, WithoutGroup) = (from.Count(), from.Count(), from.Count());
        (WithoutValue, SameEvent) = (from.Count(), from.Count());
        (GroupsRefused, ValuesRefused, KeysRefused, HitsEvicted) = (from.Count(), from.Count(), from.Count(), from.Count());
    }
}
