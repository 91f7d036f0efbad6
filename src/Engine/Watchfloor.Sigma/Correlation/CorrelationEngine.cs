using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Correlates hits by event time. Hits must be offered in order of time, equal times in the order of the input;
/// <see cref="CorrelationRun"/> and <see cref="CorrelationStream"/> see to that. It belongs to one thread at a time.
/// </summary>
/// <example>
/// <code>
/// var faults = new List&lt;ContentFault&gt;();
/// var graph = CorrelationGraph.Build(rules, correlations, faults);
/// var engine = new CorrelationEngine(graph, CorrelationLimits.Default, match => Console.WriteLine(match));
/// engine.Offer(new CorrelationHit(rule, time.UtcTicks, eventNumber, ["alice"]));
/// engine.Complete();
/// </code>
/// </example>
public sealed partial class CorrelationEngine
{
    private readonly CorrelationGraph _graph;
    private readonly Action<CorrelationMatch> _onMatch;
    private readonly Correlator[] _correlators;
    private readonly Route[][] _routes;

    /// <summary>For each correlation, where the values that correlations above ask of it come from.</summary>
    private readonly ValueSource[][] _sources;

    /// <summary>Whole windows by their end; of equal ends the inner correlation first, then the one opened first.</summary>
    private readonly PriorityQueue<(Correlator Correlator, Group Group), (long Deadline, int Correlation, long Sequence)> _windows = new();
    private long _opened;
    private long _nextSweep = long.MinValue;

    /// <summary>An engine with empty windows.</summary>
    /// <param name="graph">The rules.</param>
    /// <param name="limits">Bounds on its state.</param>
    /// <param name="onMatch">Receives each match that is a finding (<see cref="CorrelationGraph.FiresAlone"/>).</param>
    public CorrelationEngine(CorrelationGraph graph, CorrelationLimits limits, Action<CorrelationMatch> onMatch)
    {
        _graph = graph;
        _onMatch = onMatch;
        var budget = new HitBudget(limits.MaxHits);
        _correlators = [.. graph.Correlations.Select((rule, i) => new Correlator(this, graph.RuleCount + i, rule, limits, budget))];
        Statistics = [.. _correlators.Select(c => c.Statistics)];
        _sources = new ValueSource[_correlators.Length][];
        var routes = new List<Route>[graph.RuleCount + _correlators.Length];
        foreach (var correlator in _correlators) Connect(correlator, routes);
        _routes = [.. routes.Select(r => r?.ToArray() ?? [])];
    }

    /// <summary>What became of the hits, for each correlation in the order of <see cref="CorrelationGraph.Correlations"/>.</summary>
    public IReadOnlyList<CorrelationStatistics> Statistics { get; }

    /// <summary>How far time has come, in UTC ticks: no hit may be older.</summary>
    public long Now { get; private set; } = long.MinValue;

    /// <summary>Takes a hit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The hit is older than <see cref="Now"/>: the caller did not keep the order.</exception>
    public void Offer(in CorrelationHit hit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hit.Time, Now, nameof(hit));
        AdvanceTo(hit.Time);
        if (_routes[hit.Rule].Length > 0) Deliver(new CorrelationMember(hit.Rule, hit.Time, hit.Event, null), hit.Values);
    }

    /// <summary>Says that no hit before this time will come any more, so that windows that end before it are judged.</summary>
    /// <param name="time">UTC ticks; a time before <see cref="Now"/> changes nothing.</param>
    public void AdvanceTo(long time)
    {
        while (_windows.TryPeek(out var next, out var place) && place.Deadline < time)
        {
            _windows.Dequeue();
            Now = Math.Max(Now, place.Deadline);
            next.Correlator.Close(next.Group, place.Deadline);
        }

        Now = Math.Max(Now, time);
        if (Now >= _nextSweep) Sweep();
    }

    /// <summary>The end of the stream: every window still open is judged. The engine takes no further hits.</summary>
    public void Complete() => AdvanceTo(long.MaxValue);

    internal void Schedule(Correlator correlator, Group group, long deadline)
    {
        (group.Deadline, group.Sequence) = (deadline, _opened++);
        Reschedule(correlator, group);
    }

    private void Reschedule(Correlator correlator, Group group) =>
        _windows.Enqueue((correlator, group), (group.Deadline, correlator.Index, group.Sequence));

    internal void Emit(CorrelationMatch match, string?[] carried)
    {
        if (_graph.FiresAlone(match.Rule)) _onMatch(match);
        if (_routes[match.Rule].Length == 0) return;
        var sources = _sources[match.Rule - _graph.RuleCount];
        var values = new string?[sources.Length];
        for (var i = 0; i < values.Length; i++) values[i] = sources[i].IsGroup ? match.Group[sources[i].Place] : carried[sources[i].Place];
        Deliver(new CorrelationMember(match.Rule, match.Time, 0, match), values);
    }

    /// <summary>Once a minute of event time: a correlation that is no longer hit must not keep the room of hits long past.</summary>
    private void Sweep()
    {
        foreach (var correlator in _correlators) correlator.ForgetQuietGroups(Now);
        _nextSweep = Now > long.MaxValue - TimeSpan.TicksPerMinute ? long.MaxValue : Now + TimeSpan.TicksPerMinute;
    }

    private void Deliver(in CorrelationMember member, IReadOnlyList<string?> values)
    {
        foreach (var route in _routes[member.Rule]) route.Correlator.Accept(route, member, values);
    }

    /// <summary>Finds out once which value of a hit plays which part, so that a hit needs no names.</summary>
    private void Connect(Correlator correlator, List<Route>[] routes)
    {
        var rule = _graph.Correlations[correlator.Index - _graph.RuleCount];
        var asked = _graph.FieldsOf(correlator.Index) ?? [];
        var carried = _graph.CarriedBy(correlator.Index);
        _sources[correlator.Index - _graph.RuleCount] =
        [
            .. asked.Select(f => rule.GroupBy.Contains(f)
                ? new ValueSource(true, rule.GroupBy.ToList().IndexOf(f))
                : new ValueSource(false, Array.IndexOf(carried, f))),
        ];
        var references = _graph.References(correlator.Index);
        for (var r = 0; r < references.Count; r++)
        {
            var reference = r;
            var fields = _graph.FieldsOf(references[r])!.ToList();
            int[] Places(IEnumerable<string> names) => [.. names.Select(n => fields.IndexOf(rule.FieldFor(n, reference)))];
            (routes[references[r]] ??= []).Add(
                new Route(correlator, r, Places(rule.GroupBy), Places(rule.Condition.Fields), Places(carried)));
        }
    }

    /// <summary>Where a value of a match comes from: its group-by values, or the values of its latest hit.</summary>
    private readonly record struct ValueSource(bool IsGroup, int Place);
}
