using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary>
/// <c>temporal_ordered</c> with a <c>not</c>: the required rules were seen in the order of the list, and no forbidden one at any time.
/// </summary>
internal sealed class SequencesSeen(Sequences sequences) : Statistic
{
    private readonly SequenceProgress _progress = new(sequences);
    private readonly bool[] _complete = new bool[sequences.Terms.Count];
    private ulong _seen;

    public override bool TryAdd(in Arrival arrival, out Sample sample)
    {
        _seen |= 1ul << arrival.Reference;
        _progress.Add(arrival.Reference, arrival.Member, long.MinValue, (term, _) => _complete[term] = true);
        sample = default;
        return true;
    }

    public override void Clear()
    {
        _progress.Clear();
        Array.Clear(_complete);
        _seen = 0;
    }

    public override bool Holds(CorrelationCondition condition, out decimal value, out string? subject)
    {
        subject = null;
        for (var term = 0; term < _complete.Length; term++)
        {
            value = sequences.Terms[term].Length;
            if (_complete[term] && (sequences.Terms[term].Forbidden & _seen) == 0) return true;
        }

        value = 0;
        return false;
    }

    public override void Save(StateWriter to, MemberWriter members)
    {
        _progress.Save(to, members);
        foreach (var complete in _complete) to.Flag(complete);
        to.Long((long)_seen);
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        _progress.Restore(ref from, members);
        for (var term = 0; term < _complete.Length; term++) _complete[term] = from.Flag();
        _seen = (ulong)from.Long();
    }
}
