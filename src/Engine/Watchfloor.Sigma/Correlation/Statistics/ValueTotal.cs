using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary><c>value_sum</c> and <c>value_avg</c>: the sum of a numeric field, or its mean.</summary>
internal sealed class ValueTotal(bool mean) : Statistic
{
    /// <summary>Far more than any stream sums up, and far enough from the end of decimal that it can go on.</summary>
    private const decimal GreatestSum = 10_000_000_000 * NumericValue.Greatest;

    private decimal _sum;
    private long _count;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        _sum += arrival.Number;
        _count++;
        sample = new Sample(arrival.Number, null);
        return true;
    }

    public override void Remove(in Sample sample)
    {
        _sum -= sample.Number;
        _count--;
    }

    public override void Clear()
    {
        _sum = 0;
        _count = 0;
    }

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        subject = null;
        value = mean ? _sum / Math.Max(1, _count) : _sum;
        return _count > 0 && condition.Holds(value);
    }

    public override void Save(StateWriter to, MemberWriter members)
    {
        to.Number(_sum);
        to.Count(_count);
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        _sum = from.Number(GreatestSum);
        _count = from.Count();
    }

    public override void SaveSample(StateWriter to, in Sample sample) => to.Number(sample.Number);

    public override Sample RestoreSample(ref StateReader from) => new(from.Number(NumericValue.Greatest), null);
}
