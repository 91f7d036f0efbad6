using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary>
/// <c>value_percentile</c> and <c>value_median</c>: the value at a percentile of a numeric field, between two values the point
/// on the line from one to the other, so that the 50th is the median. Exact: the window is sorted once, when it is over.
/// </summary>
internal sealed class ValuePercentile(decimal percentile, HitBudget budget) : Statistic
{
    private readonly List<decimal> _values = [];

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        sample = new Sample(arrival.Number, null);
        if (!budget.TryTake()) return false;
        _values.Add(arrival.Number);
        return true;
    }

    public override void Clear()
    {
        budget.Give(_values.Count);
        _values.Clear();
    }

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        (value, subject) = (0, null);
        if (_values.Count == 0) return false;
        _values.Sort();
        var rank = percentile / 100 * (_values.Count - 1);
        var below = (int)rank;
        value = _values[below];
        if (below + 1 < _values.Count) value += (rank - below) * (_values[below + 1] - value);
        return condition.Holds(value);
    }

    public override void Save(StateWriter to, MemberWriter members)
    {
        to.Count(_values.Count);
        foreach (var value in _values) to.Number(value);
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        for (var left = from.Items(16); left > 0; left--) _values.Add(from.Number(NumericValue.Greatest));
        budget.Restore(_values.Count);
    }
}
