namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Puts the hits of live sources in order of event time before an engine. Each source may be out of order by a bounded lateness;
/// the watermark is the least time up to which every source is complete. Hits wait until it has passed them.
/// It belongs to one thread at a time and reads no clock: an idle source must be named.
/// </summary>
public sealed partial class CorrelationStream
{
    private readonly CorrelationEngine _engine;
    private readonly CorrelationStreamOptions _options;
    private readonly Action<int, CorrelationHit> _onLate;
    private readonly PriorityQueue<CorrelationHit, (long Time, long Arrival)> _pending = new();
    private readonly Dictionary<int, Source> _sources = [];
    private Source? _furthestBehind;
    private long _arrivals;

    /// <summary>A stream that feeds an engine.</summary>
    /// <param name="engine">A fresh engine.</param>
    /// <param name="options">How much disorder to allow.</param>
    /// <param name="onLate">Receives the source and the hit of each hit that came too late to be put in order.</param>
    public CorrelationStream(CorrelationEngine engine, CorrelationStreamOptions options, Action<int, CorrelationHit> onLate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Lateness, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxPending, nameof(options));
        _engine = engine;
        _options = options;
        _onLate = onLate;
    }

    /// <summary>The time up to which hits were given to the engine, in UTC ticks. An older hit is late.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>What the hits are given to.</summary>
    public CorrelationEngine Engine => _engine;

    /// <summary>How many hits wait.</summary>
    public int Pending => _pending.Count;

    /// <summary>How many hits came too late.</summary>
    public long Late { get; private set; }

    /// <summary>How many hits were given to the engine before the watermark reached them, to keep to <see cref="CorrelationStreamOptions.MaxPending"/>.</summary>
    public long Forced { get; private set; }

    /// <summary>How many hits of a source came too late.</summary>
    public long LateFrom(int source) => _sources.TryGetValue(source, out var known) ? known.Late : 0;

    /// <summary>Says that an event of a source was seen, whether or not a rule hit it. Call it before <see cref="Offer"/> for its hits.</summary>
    /// <param name="source">The caller's number for the source.</param>
    /// <param name="time">The event's own time, in UTC ticks.</param>
    public void Observe(int source, long time)
    {
        if (!_sources.TryGetValue(source, out var known)) _sources[source] = known = new Source { IsIdle = true };
        // Only the source that is furthest behind can let the watermark rise; one that comes back can only take its place.
        var matters = known.IsIdle || (known == _furthestBehind && time > known.Newest);
        known.Newest = Math.Max(known.Newest, time);
        known.IsIdle = false;
        if (matters) Advance();
    }

    /// <summary>Takes a hit of a source.</summary>
    public void Offer(int source, in CorrelationHit hit)
    {
        Observe(source, hit.Time);
        if (hit.Time < Watermark)
        {
            Late++;
            _sources[source].Late++;
            _onLate(source, hit);
            return;
        }

        _pending.Enqueue(hit, (hit.Time, _arrivals++));
        Release();
        Force();
    }

    /// <summary>Says that a source is quiet: until its next event it holds the watermark back no longer.</summary>
    public void Idle(int source)
    {
        if (!_sources.TryGetValue(source, out var known)) return;
        known.IsIdle = true;
        Advance();
    }

    /// <summary>The end of all sources: waiting hits are given to the engine, and it is completed.</summary>
    public void Complete()
    {
        Watermark = long.MaxValue;
        Release();
        _engine.Complete();
    }

    private void Advance()
    {
        _furthestBehind = FurthestBehind();
        // When all are idle, all there is has been seen.
        var complete = _furthestBehind is { } slowest ? slowest.Newest - _options.Lateness : _sources.Values.Max(s => s.Newest);
        if (complete <= Watermark) return;
        Watermark = complete;
        Release();
        _engine.AdvanceTo(Watermark);
    }

    private Source? FurthestBehind() => _sources.Values.Where(s => !s.IsIdle).MinBy(s => s.Newest);

    private void Force()
    {
        while (_pending.Count > _options.MaxPending)
        {
            Forced++;
            Watermark = _pending.Peek().Time;
            Release();
        }
    }

    private void Release()
    {
        while (_pending.TryPeek(out var hit, out var place) && place.Time <= Watermark)
        {
            _pending.Dequeue();
            _engine.Offer(hit);
        }
    }

    private sealed class Source
    {
        public long Newest { get; set; } = long.MinValue;

        public bool IsIdle { get; set; }

        public long Late { get; set; }
    }
}

/// <summary>How much disorder a <see cref="CorrelationStream"/> allows.</summary>
public sealed record CorrelationStreamOptions
{
    /// <summary>How far a source's events may be behind its newest one, in ticks. One minute unless said otherwise.</summary>
    public long Lateness { get; init; } = TimeSpan.TicksPerMinute;

    /// <summary>How many hits may wait. When there is one more, the oldest goes to the engine early.</summary>
    public int MaxPending { get; init; } = 1_000_000;
}
