using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary><c>value_count</c>: how many different values. A table of counts makes each hit cost the same however many there are.</summary>
internal sealed class DistinctValues(int mostValues) : Statistic
{
    private readonly ValueTable _values = new(mostValues);

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        var entry = _values.Add(arrival.Value);
        sample = new Sample(0, entry);
        return entry is not null;
    }

    public override void Remove(in Sample sample) => _values.Remove(sample.Value!);

    public override void Clear() => _values.Clear();

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        subject = null;
        value = _values.Count;
        return condition.Holds(value);
    }
}
