using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Statistics;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>
/// A window that ends at the latest hit and reaches back over the timespan, both ends included. It finds as soon as the condition holds.
/// Each hit enters once and leaves once: constant cost.
/// </summary>
internal sealed class SlidingWindow(WindowSettings settings, Statistic statistic) : Window
{
    private readonly Queue<(CorrelationMember Member, Sample Sample)> _hits = new();
    private CorrelationMember? _latest;

    public override bool Add(in Arrival arrival, out Finding finding)
    {
        finding = default;
        var horizon = arrival.Member.Time - settings.Span;
        while (_hits.TryPeek(out var oldest) && oldest.Member.Time < horizon) RemoveOldest();
        if (RepeatedEvent.Is(_latest, arrival.Member))
        {
            settings.Statistics.SameEvent++;
            return false;
        }

        if (!statistic.TryAdd(arrival, out var sample))
        {
            settings.Statistics.ValuesRefused++;
            return false;
        }

        _latest = arrival.Member;
        _hits.Enqueue((arrival.Member, sample));
        if (!settings.Budget.TryTake()) Evict();
        if (_hits.Count == 0 || !statistic.Holds(settings.Rule.Condition, out var value, out var subject)) return false;
        List<CorrelationMember> members = [.. _hits.Take(settings.Limits.MaxMembers).Select(h => h.Member)];
        finding = new Finding(value, subject, _hits.Count, _hits.Peek().Member.Time, arrival.Member.Time, members);
        Clear();
        return true;
    }

    public override void Clear()
    {
        settings.Budget.Give(_hits.Count);
        _hits.Clear();
        statistic.Clear();
    }

    public override void Save(StateWriter to, MemberWriter members)
    {
        statistic.Save(to, members);
        members.Optional(to, _latest);
        to.Count(_hits.Count);
        foreach (var (member, sample) in _hits)
        {
            members.Member(to, member);
            statistic.SaveSample(to, sample);
        }
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        statistic.Restore(ref from, members);
        _latest = members.Optional(ref from);
        for (var left = MemberReader.Items(ref from); left > 0; left--)
            _hits.Enqueue((members.Member(ref from), statistic.RestoreSample(ref from)));
        settings.Budget.Restore(_hits.Count);
    }

    private void RemoveOldest()
    {
        statistic.Remove(_hits.Dequeue().Sample);
        settings.Budget.Give(1);
    }

    /// <summary>The oldest hit makes room for the new one, which took none.</summary>
    private void Evict()
    {
        statistic.Remove(_hits.Dequeue().Sample);
        settings.Statistics.HitsEvicted++;
    }
}

/// <summary>An event that several rules of one correlation hit is one event; its hits come one after the other.</summary>
internal static class RepeatedEvent
{
    public static bool Is(CorrelationMember? latest, CorrelationMember arriving) =>
        latest is { Match: null } before && arriving.Match is null
        && before.Event == arriving.Event && before.Time == arriving.Time && before.Rule != arriving.Rule;
}
