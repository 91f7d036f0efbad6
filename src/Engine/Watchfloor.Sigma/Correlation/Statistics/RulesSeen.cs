using System.Numerics;
using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary><c>temporal</c> with a condition that needs the whole window: which rules were seen.</summary>
internal sealed class RulesSeen : Statistic
{
    private ulong _seen;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        _seen |= 1ul << arrival.Reference;
        sample = default;
        return true;
    }

    public override void Clear() => _seen = 0;

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        subject = null;
        value = BitOperations.PopCount(_seen);
        return TemporalCondition.Holds(condition, _seen);
    }

    public override void Save(StateWriter to, MemberWriter members) => to.Long((long)_seen);

    public override void Restore(ref StateReader from, MemberReader members) => _seen = (ulong)from.Long();
}
