using System.Numerics;
using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>
/// <c>temporal</c>: finds as soon as the rules seen within the timespan are enough. The latest hit of each rule decides,
/// so a window is as large as the list of rules however many hits there are.
/// </summary>
internal sealed class ProximityWindow(WindowSettings settings) : Window
{
    private readonly CorrelationMember?[] _latest = new CorrelationMember?[settings.Rule.Rules.Count];

    public override bool Add(in Arrival arrival, out Finding finding)
    {
        _latest[arrival.Reference] = arrival.Member;
        var horizon = arrival.Member.Time - settings.Span;
        var seen = 0ul;
        for (var i = 0; i < _latest.Length; i++)
            if (_latest[i] is { } latest && latest.Time >= horizon)
                seen |= 1ul << i;
        finding = default;
        if (!TemporalCondition.Holds(settings.Rule.Condition, seen)) return false;
        List<CorrelationMember> members = [.. _latest.Where((_, i) => (seen >> i & 1) != 0).Select(m => m!.Value).OrderBy(m => m.Time)];
        finding = new Finding(BitOperations.PopCount(seen), null, members.Count, members[0].Time, members[^1].Time, members);
        Clear();
        return true;
    }

    public override void Clear() => Array.Clear(_latest);

    public override void Save(StateWriter to, MemberWriter members)
    {
        foreach (var latest in _latest) members.Optional(to, latest);
    }

    public override void Restore(ref StateReader from, MemberReader members)
    {
        for (var i = 0; i < _latest.Length; i++) _latest[i] = members.Optional(ref from);
    }
}
