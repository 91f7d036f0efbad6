using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary><c>temporal_ordered</c>: finds as soon as the last rule of a sequence follows the others within the timespan.</summary>
internal sealed class SequenceWindow(WindowSettings settings, Sequences sequences) : Window
{
    private readonly SequenceProgress _progress = new(sequences);

    public override bool Add(in Arrival arrival, out Finding finding)
    {
        Chain? found = null;
        _progress.Add(arrival.Reference, arrival.Member, arrival.Member.Time - settings.Span, (_, chain) => found ??= chain);
        finding = default;
        if (found is null) return false;
        var members = found.Members();
        finding = new Finding(members.Count, null, members.Count, found.Start, arrival.Member.Time, members);
        Clear();
        return true;
    }

    public override void Clear() => _progress.Clear();

    public override void Save(StateWriter to, MemberWriter members) => _progress.Save(to, members);

    public override void Restore(ref StateReader from, MemberReader members) => _progress.Restore(ref from, members);
}
