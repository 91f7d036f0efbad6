using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Monitoring.Intake;

/// <summary>What one source has sent, and what it may still send. Any thread.</summary>
/// <param name="time">The clock.</param>
/// <param name="before">What an earlier run of the program had counted.</param>
internal sealed class SourceTraffic(TimeProvider time, TrafficTotals before)
{
    private readonly Lock _lock = new();
    private readonly long[] _refused = new long[Enum.GetValues<IntakeOutcome>().Length];
    private TrafficTotals _totals = before;
    private double _tokens;
    private long _filled;
    private bool _isFull = true;

    /// <summary>Takes a batch off the source's quota, if it fits.</summary>
    /// <remarks>
    /// A second's worth of events may come at once. A batch larger than what is left is taken whole while anything is left, and the
    /// next ones wait until it is paid off: a sender whose batches are larger than its rate is slowed down, not locked out.
    /// </remarks>
    /// <param name="source">The source with its quotas.</param>
    /// <param name="events">How many events.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="retryAfter">When to try again.</param>
    public bool TryCharge(Source source, int events, long bytes, out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            StartDay(now);
            retryAfter = TimeSpan.Zero;
            if (source.BytesPerDay > 0 && _totals.DayBytes + bytes > source.BytesPerDay)
            {
                retryAfter = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
                return false;
            }

            if (source.EventsPerSecond > 0)
            {
                Fill(source.EventsPerSecond);
                if (_tokens < 1)
                {
                    retryAfter = TimeSpan.FromSeconds((1 - _tokens) / source.EventsPerSecond);
                    return false;
                }

                _tokens -= events;
            }

            _totals = _totals with { DayBytes = _totals.DayBytes + bytes };
            return true;
        }
    }

    /// <summary>Gives back what a batch was charged that did not come to disk.</summary>
    public void Refund(Source source, int events, long bytes)
    {
        lock (_lock)
        {
            if (source.EventsPerSecond > 0) _tokens += events;
            _totals = _totals with { DayBytes = Math.Max(0, _totals.DayBytes - bytes) };
        }
    }

    /// <summary>Counts what came to disk.</summary>
    public void Took(int events, long bytes, string sender)
    {
        lock (_lock)
        {
            _totals = _totals with
            {
                Events = _totals.Events + events,
                Bytes = _totals.Bytes + bytes,
                LastSeen = time.GetUtcNow(),
                LastSender = sender,
            };
        }
    }

    /// <summary>Counts events that had been taken before.</summary>
    public void LeftOut(int events)
    {
        lock (_lock) _totals = _totals with { Repeated = _totals.Repeated + events };
    }

    /// <summary>Counts a refused batch.</summary>
    public void Refused(IntakeOutcome why, int events)
    {
        lock (_lock) _refused[(int)why] += events;
    }

    /// <summary>The counts now. Refusals count from the program's start.</summary>
    public (TrafficTotals Totals, IReadOnlyDictionary<string, long> Refused) Read()
    {
        lock (_lock)
        {
            StartDay(time.GetUtcNow());
            var refused = new Dictionary<string, long>(StringComparer.Ordinal);
            for (var i = 0; i < _refused.Length; i++)
                if (_refused[i] > 0)
                    refused.Add(NameOf((IntakeOutcome)i), _refused[i]);
            return (_totals, refused);
        }
    }

    private static string NameOf(IntakeOutcome why) => why switch
    {
        IntakeOutcome.OverQuota => "over_quota",
        IntakeOutcome.Full => "disk_full",
        IntakeOutcome.Busy => "busy",
        IntakeOutcome.NoSource => "disabled",
        IntakeOutcome.TooLarge => "too_large",
        _ => "failed",
    };

    private void StartDay(DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (_totals.Day != day) _totals = _totals with { Day = day, DayBytes = 0 };
    }

    private void Fill(int perSecond)
    {
        var now = time.GetTimestamp();
        _tokens = _isFull ? perSecond : Math.Min(perSecond, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
        _filled = now;
        _isFull = false;
    }
}

/// <summary>What a source has sent so far; kept over restarts.</summary>
internal sealed record TrafficTotals
{
    /// <summary>The UTC day that <see cref="DayBytes"/> counts.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Bytes taken on that day.</summary>
    public long DayBytes { get; init; }

    /// <summary>Events taken.</summary>
    public long Events { get; init; }

    /// <summary>Bytes taken.</summary>
    public long Bytes { get; init; }

    /// <summary>Events left out because they had been taken before.</summary>
    public long Repeated { get; init; }

    /// <summary>When something was last taken, or null.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Who sent it.</summary>
    public string LastSender { get; init; } = "";
}
