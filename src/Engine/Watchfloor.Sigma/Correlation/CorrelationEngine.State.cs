using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation;

/// <content>Saving and restoring, for <see cref="CorrelationStream"/>.</content>
public sealed partial class CorrelationEngine
{
    /// <summary>The rules.</summary>
    internal CorrelationGraph Graph => _graph;

    internal void SaveClock(StateWriter to)
    {
        to.Long(Now);
        to.Long(_opened);
        to.Long(_nextSweep);
    }

    internal void RestoreClock(ref StateReader from) => (Now, _opened, _nextSweep) = (from.Long(), from.Long(), from.Long());

    /// <summary>Writes one correlation: its key and name, the matches it holds, its counts and groups.</summary>
    internal void Save(int correlation, StateWriter to)
    {
        var members = new MemberWriter(_graph, correlation);
        var groups = new StateWriter();
        _correlators[correlation - _graph.RuleCount].Save(groups, members, _graph.CarriedBy(correlation));
        to.Text(_graph.Definitions.KeyOf(correlation));
        to.Text(NameOf(correlation));
        members.Matches(to);
        to.Bytes(groups.Written);
    }

    /// <summary>Takes in what was written behind key and name.</summary>
    internal void Restore(int correlation, ref StateReader from)
    {
        var members = new MemberReader(_graph, correlation, ref from);
        _correlators[correlation - _graph.RuleCount].Restore(ref from, members, _graph.CarriedBy(correlation), Reschedule);
        if (!from.IsAtEnd) throw from.Fault("more follows than a correlation has");
    }

    internal string NameOf(int correlation) => _graph.RuleOf(correlation) is var rule ? rule.Name ?? rule.Id ?? rule.Title : "";
}
