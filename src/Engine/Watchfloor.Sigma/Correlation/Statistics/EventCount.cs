using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary><c>event_count</c>: how many hits.</summary>
internal sealed class EventCount : Statistic
{
    private long _count;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        _count++;
        sample = default;
        return true;
    }

    public override void Remove(in Sample sample) => _count--;

    public override void Clear() => _count = 0;

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        subject = null;
        value = _count;
        return condition.Holds(value);
    }

    public override void Save(StateWriter to, MemberWriter members) => to.Count(_count);

    public override void Restore(ref StateReader from, MemberReader members) => _count = from.Count();
}
