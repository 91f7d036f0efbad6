using System.Buffers;
using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation;

/// <content>Saving and restoring.</content>
public sealed partial class CorrelationStream
{
    /// <summary>
    /// Writes the whole state: waiting hits, sources, watermark, windows and counts. Call it between hits, not while a match is handed out.
    /// </summary>
    /// <param name="to">Receives the bytes.</param>
    public void Save(IBufferWriter<byte> to)
    {
        var graph = _engine.Graph;
        var section = new StateWriter();
        StateSections.WriteHeader(to);
        SaveStream(section);
        StateSections.Write(to, StateSections.OfStream, section.Written);
        for (var i = 0; i < graph.Correlations.Count; i++)
        {
            section.Clear();
            _engine.Save(graph.RuleCount + i, section);
            StateSections.Write(to, StateSections.OfCorrelation, section.Written);
        }
    }

    /// <summary>
    /// Makes a stream that goes on where a saved one stood, over the same rules or others. A correlation has its state back when neither
    /// it nor anything it stands on has changed, wherever it stands now; the others begin empty. What is read comes from the bytes alone,
    /// limits and options from the arguments; more may be held than a limit has become, until it has passed.
    /// </summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    /// <param name="graph">The rules.</param>
    /// <param name="limits">Bounds on the state.</param>
    /// <param name="onMatch">Receives each match that is a finding, from now on.</param>
    /// <param name="options">How much disorder to allow.</param>
    /// <param name="onLate">Receives late hits.</param>
    /// <returns>The stream and what begins empty, or what is wrong with the bytes and where.</returns>
    /// <example>
    /// <code>
    /// running.Save(bytes); // new rules take over
    /// var restored = CorrelationStream.Restore(bytes.WrittenSpan, newRules.Correlations, limits, onMatch, options, onLate);
    /// foreach (var correlation in restored.StartsEmpty) Rebuild(correlation.Rule);
    /// </code>
    /// </example>
    public static CorrelationRestore Restore(
        ReadOnlySpan<byte> saved, CorrelationGraph graph, CorrelationLimits limits, Action<CorrelationMatch> onMatch,
        CorrelationStreamOptions options, Action<int, CorrelationHit> onLate)
    {
        var stream = new CorrelationStream(new CorrelationEngine(graph, limits, onMatch), options, onLate);
        try
        {
            return stream.Read(new StateReader(saved, 0));
        }
        catch (StateFaultException e)
        {
            return new CorrelationRestore { Fault = new CorrelationStateFault(e.Offset, e.Message) };
        }
    }

    private CorrelationRestore Read(StateReader from)
    {
        StateSections.ReadHeader(ref from);
        var section = StateSections.Read(ref from, StateSections.OfStream);
        var correlations = RestoreStream(ref section, out var hitsDropped);
        var (restored, others) = (new HashSet<string>(), new List<string>());
        var graph = _engine.Graph;
        var places = Enumerable.Range(graph.RuleCount, graph.Correlations.Count).ToDictionary(i => graph.Definitions.KeyOf(i)!);
        for (; correlations > 0; correlations--)
        {
            section = StateSections.Read(ref from, StateSections.OfCorrelation);
            var (key, name) = (section.Text(), section.Text());
            if (!places.TryGetValue(key, out var correlation)) others.Add(name);
            else if (restored.Add(key)) _engine.Restore(correlation, ref section);
            else throw section.Fault($"the state of '{name}' stands twice");
        }

        if (!from.IsAtEnd) throw from.Fault("more follows than the sections that were announced");
        // Fewer may be allowed to wait than when the state was saved.
        Force();
        EmptyCorrelation[] empty =
        [
            .. places.Where(p => !restored.Contains(p.Key)).Select(p => p.Value).Order()
                .Select(i => (Rule: i, Name: _engine.NameOf(i)))
                .Select(c => new EmptyCorrelation(c.Rule, c.Name, others.Contains(c.Name) ? EmptyReason.Changed : EmptyReason.New)),
        ];
        return new CorrelationRestore
        {
            Stream = this,
            StartsEmpty = empty,
            Removed = [.. others.Where(o => !empty.Any(e => e.Name == o))],
            HitsDropped = hitsDropped,
        };
    }

    private void SaveStream(StateWriter to)
    {
        to.Count(_engine.Graph.Correlations.Count);
        to.Long(Watermark);
        to.Count(Late);
        to.Count(Forced);
        _engine.SaveClock(to);
        to.Count(_sources.Count);
        foreach (var (number, source) in _sources)
        {
            to.Long(number);
            to.Long(source.Newest);
            to.Flag(source.IsIdle);
            to.Count(source.Late);
        }

        new PendingHits(_engine.Graph).Save(to, [.. _pending.UnorderedItems.OrderBy(p => p.Priority).Select(p => p.Element)]);
    }

    /// <summary>Reads the stream's section and answers how many of correlations follow.</summary>
    private long RestoreStream(ref StateReader from, out long hitsDropped)
    {
        var correlations = from.Count();
        Watermark = from.Long();
        Late = from.Count();
        Forced = from.Count();
        _engine.RestoreClock(ref from);
        if (_engine.Now > Watermark) throw from.Fault("windows are further in time than the watermark");
        for (var left = from.Items(18); left > 0; left--)
        {
            var number = from.Long();
            var source = new Source { Newest = from.Long(), IsIdle = from.Flag(), Late = from.Count() };
            if (number != (int)number || !_sources.TryAdd((int)number, source)) throw from.Fault($"source {number} stands twice, or is none");
        }

        _furthestBehind = FurthestBehind();
        foreach (var hit in new PendingHits(_engine.Graph).Restore(ref from, out hitsDropped))
        {
            if (hit.Time <= Watermark) throw from.Fault("a hit waits that the watermark has passed");
            _pending.Enqueue(hit, (hit.Time, _arrivals++));
        }

        return from.IsAtEnd ? correlations : throw from.Fault("more follows than a stream has");
    }
}
