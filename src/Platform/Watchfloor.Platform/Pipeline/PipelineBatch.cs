using Watchfloor.Events;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Events of one log entry on their way through the stages: decoded, classified, with their times. Reused; valid during one call.</summary>
public sealed class PipelineBatch
{
    /// <summary>How far an event's own time may be ahead of its reception before it is taken for a wrong clock.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private long[] _times = new long[256];
    private bool[] _skewed = new bool[256];

    internal PipelineBatch(EventCatalog catalog)
    {
        Catalog = catalog;
        Events = new EventBatch(catalog.Names);
    }

    /// <summary>What is known of names and log sources.</summary>
    public EventCatalog Catalog { get; }

    /// <summary>The entry's place in the log.</summary>
    public LogFrame Frame { get; internal set; }

    /// <summary>What was known on arrival.</summary>
    public BatchEntry Entry { get; internal set; } = null!;

    /// <summary>The zone of times that say none; null: UTC.</summary>
    internal TimeZoneInfo? Zone { get; set; }

    /// <summary>The events. <see cref="EventView.Class"/> of each is set.</summary>
    public EventBatch Events { get; }

    /// <summary>The index in the entry of the first event here: a large entry comes in several parts.</summary>
    public int FirstIndex { get; internal set; }

    /// <summary>True when the state already has the effects of this entry, so that only memory has to be rebuilt.</summary>
    public bool IsCommitted { get; internal set; }

    /// <summary>An event's id.</summary>
    public EventId IdOf(int index) => new(Frame.ReceivedMs, 0, Frame.Offset, Math.Min(FirstIndex + index, EventId.MaxIndex));

    /// <summary>An event's time in UTC ticks: its own, or the received time when it has none or one that cannot be.</summary>
    public long TimeOf(int index) => _times[index];

    /// <summary>True when an event's own time was too far ahead.</summary>
    public bool IsSkewed(int index) => _skewed[index];

    /// <summary>Received time in UTC ticks.</summary>
    public long ReceivedTicks => DateTimeOffset.FromUnixTimeMilliseconds(Frame.ReceivedMs).UtcTicks;

    /// <summary>Finds each event's class and time.</summary>
    internal void Describe()
    {
        if (_times.Length < Events.Count)
        {
            _times = new long[Events.Count * 2];
            _skewed = new bool[_times.Length];
        }

        var received = DateTimeOffset.FromUnixTimeMilliseconds(Frame.ReceivedMs);
        for (var i = 0; i < Events.Count; i++)
        {
            var view = Events[i];
            _times[i] = received.UtcTicks;
            _skewed[i] = false;
            if (view.UnparsedReason is not null)
            {
                view.SetClass(EventClass.Unknown);
                continue;
            }

            view.SetClass(Catalog.Classify(view));
            if (Catalog.TimeOf(view, received, Zone) is not { } time) continue;
            _skewed[i] = time - received > MaxAhead;
            if (!_skewed[i]) _times[i] = time.UtcTicks;
        }
    }
}
