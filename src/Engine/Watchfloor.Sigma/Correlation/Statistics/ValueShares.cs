using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary>
/// <c>value_percentile</c> without a percentile: the share, in percent, that a value has among all values of the window.
/// The condition holds when one value's share is as it says; of several, the one that came first.
/// </summary>
internal sealed class ValueShares(int mostValues) : Statistic
{
    private readonly ValueTable _values = new(mostValues);
    private long _total;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        sample = default;
        if (_values.Add(arrival.Value) is null) return false;
        _total++;
        return true;
    }

    public override void Clear()
    {
        _values.Clear();
        _total = 0;
    }

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        foreach (var entry in _values.Entries)
        {
            value = 100m * entry.Count / _total;
            subject = entry.Value;
            if (condition.Holds(value)) return true;
        }

        (value, subject) = (0, null);
        return false;
    }

    public override void Save(StateWriter to, MemberWriter members) => _values.Save(to);

    public override void Restore(ref StateReader from, MemberReader members)
    {
        _values.Restore(ref from);
        _total = _values.Entries.Sum(e => (long)e.Count);
    }
}
