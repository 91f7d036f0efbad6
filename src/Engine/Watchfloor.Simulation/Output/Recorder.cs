using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Output;

/// <summary>Takes what the emitters write and keeps it by minute, so that traces of one act may be minutes apart.</summary>
internal sealed class Recorder
{
    private readonly Dictionary<long, EventSlice> _later = [];
    private readonly Stack<EventSlice> _free = new();
    private EventSlice _open;
    private EventSlice _current;
    private int _offset;
    private long _time;

    public Recorder(long start) => _current = _open = new EventSlice(start);

    /// <summary>The step whose acts are being done; null for the company's own life.</summary>
    public TruthStep? Step { get; set; }

    /// <summary>Where the current minute begins.</summary>
    public long Start => _current.Start;

    /// <summary>How many events have been written.</summary>
    public long Written { get; private set; }

    /// <summary>Where to write an event that happens at a time. <see cref="End"/> closes it.</summary>
    public Utf8Buffer Begin(long time)
    {
        _time = Math.Max(time, _current.Start);
        _open = SliceOf(_time);
        _offset = _open.Text.Length;
        return _open.Text;
    }

    /// <summary>Closes the event that was begun.</summary>
    public void End(LogStream stream)
    {
        _open.Add(stream, _time, _offset, Step);
        Written++;
    }

    /// <summary>The finished minute, sorted; the next one becomes the current.</summary>
    public EventSlice Turn()
    {
        var done = _current;
        done.Sort();
        var start = done.Start + Span.Minute;
        if (!_later.Remove(start, out var next)) next = Fresh(start);
        _current = next;
        return done;
    }

    /// <summary>Gives back a slice that nobody reads any more.</summary>
    public void Free(EventSlice slice) => _free.Push(slice);

    private EventSlice SliceOf(long time)
    {
        if (time < _current.Start + Span.Minute) return _current;
        var start = time - (time % Span.Minute);
        if (!_later.TryGetValue(start, out var slice)) _later.Add(start, slice = Fresh(start));
        return slice;
    }

    private EventSlice Fresh(long start)
    {
        if (!_free.TryPop(out var slice)) return new EventSlice(start);
        slice.Restart(start);
        return slice;
    }
}
