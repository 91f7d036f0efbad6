using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary><c>value_count</c>: how many different values. A table of counts makes each hit cost the same however many there are.</summary>
internal sealed class DistinctValues(int mostValues) : Statistic
{
    private readonly ValueTable _values = new(mostValues);

    /// <summary>The values by their places, while the samples are restored that refer to them.</summary>
    private List<ValueTable.Entry>? _restored;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        _restored = null;
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

    public override void Save(StateWriter to, MemberWriter members) => _values.Save(to);

    public override void Restore(ref StateReader from, MemberReader members) => _restored = _values.Restore(ref from);

    public override void SaveSample(StateWriter to, in Sample sample) => to.Count(sample.Value!.Place);

    public override Sample RestoreSample(ref StateReader from) => new(0, _restored![from.Place(_restored.Count)]);
}
