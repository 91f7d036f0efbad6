using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Statistics;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>
/// A window that begins at its first hit, lasts the timespan, and is judged when it is over: for conditions that one more hit
/// could make false. The next hit begins the next window.
/// </summary>
internal sealed class WholeWindow(WindowSettings settings, Statistic statistic) : Window
{
    private readonly List<CorrelationMember> _members = [];
    private CorrelationMember? _latest;
    private long _first;
    private long _count;

    public override bool Add(in Arrival arrival, out Finding finding)
    {
        finding = default;
        var seesRules = settings.Rule.Type.IsTemporal();
        if (!seesRules && RepeatedEvent.Is(_latest, arrival.Member))
        {
            settings.Statistics.SameEvent++;
        }
        else if (!statistic.TryAdd(arrival, out _))
        {
            if (settings.Rule.Condition.Percentile is null) settings.Statistics.ValuesRefused++;
            else settings.Statistics.HitsEvicted++;
        }
        else
        {
            if (_count++ == 0) _first = arrival.Member.Time;
            _latest = arrival.Member;
            if (_members.Count < settings.Limits.MaxMembers && settings.Budget.TryTake()) _members.Add(arrival.Member);
        }

        return false;
    }

    public override bool Close(out Finding finding)
    {
        var (value, subject) = (0m, (string?)null);
        var holds = _count > 0 && statistic.Holds(settings.Rule.Condition, out value, out subject);
        finding = holds ? new Finding(value, subject, _count, _first, _latest!.Value.Time, [.. _members]) : default;
        Clear();
        return holds;
    }

    public override void Clear()
    {
        settings.Budget.Give(_members.Count);
        _members.Clear();
        statistic.Clear();
        _count = 0;
    }

    public override void Save(StateWriter to, MemberWriter members)
    {
        statistic.Save(to, members);
        members.Optional(to, _latest);
        to.Long(_first);
        to.Count(_count);
        to.Count(_members.Count);
        foreach (var member in _members) members.Member(to, member);
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        statistic.Restore(ref from, members);
        _latest = members.Optional(ref from);
        _first = from.Long();
        _count = from.Count();
        if (_count > 0 && _latest is null) throw from.Fault("a window has hits, but none that is the latest");
        for (var left = MemberReader.Items(ref from); left > 0; left--) _members.Add(members.Member(ref from));
        settings.Budget.Restore(_members.Count);
    }
}
