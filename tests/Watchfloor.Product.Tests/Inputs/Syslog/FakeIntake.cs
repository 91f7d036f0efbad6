using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

/// <summary>An intake whose disk the test holds in its hand. A body is copied when it is accepted, and only then counts as on disk.</summary>
internal sealed class FakeIntake : IIntake
{
    private readonly Lock _lock = new();
    private readonly List<IntakeBatch> _accepted = [];
    private TaskCompletionSource _gate = Opened();

    /// <summary>What every batch is answered with from now on.</summary>
    public Func<IntakeBatch, IntakeOutcome> Answer { get; set; } = _ => IntakeOutcome.Accepted;

    /// <summary>How many batches have been handed in.</summary>
    public int Asked { get; private set; }

    /// <summary>The batches on disk.</summary>
    public IReadOnlyList<IntakeBatch> Accepted
    {
        get { lock (_lock) return [.. _accepted]; }
    }

    /// <summary>How many events are on disk.</summary>
    public int Events
    {
        get { lock (_lock) return _accepted.Sum(b => b.Events); }
    }

    /// <summary>What is on disk, decoded as the pipeline does it: the field <c>message</c> of each event, or its raw text where it has none.</summary>
    public IReadOnlyList<string> Messages => [.. Accepted.SelectMany(b => Decode(b, e => e.Find("message") ?? Encoding.UTF8.GetString(e.Raw)))];

    /// <summary>What is on disk, each event as it was sent.</summary>
    public IReadOnlyList<string> Raw => [.. Accepted.SelectMany(b => Decode(b, e => Encoding.UTF8.GetString(e.Raw)))];

    /// <summary>From now on nothing gets to disk.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waits gets to disk, and what comes later.</summary>
    public void Open() => _gate.TrySetResult();

    public async ValueTask<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        lock (_lock) Asked++;
        await _gate.Task.WaitAsync(cancellation);
        var outcome = Answer(batch);
        if (outcome == IntakeOutcome.Accepted)
            lock (_lock) _accepted.Add(batch with { Body = batch.Body.ToArray() });
        return new IntakeResult(outcome);
    }

    private static List<T> Decode<T>(IntakeBatch body, DecodedEvent<T> see)
    {
        var names = new FieldNames();
        var events = new EventBatch(names);
        events.Load(body.Body.Span);
        FormatRegistry.ByName(body.Format)!.Create(names, DecodeLimits.Default).Decode(events, endOfInput: true);
        Assert.Equal(body.Events, events.Count);
        var seen = new List<T>();
        for (var i = 0; i < events.Count; i++) seen.Add(see(events[i]));
        return seen;
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private delegate T DecodedEvent<T>(EventView e);
}

/// <summary>Reads fields of decoded events.</summary>
internal static class EventFields
{
    /// <summary>The first value of a field, or null.</summary>
    public static string? Find(this EventView e, string field)
    {
        for (var place = 0; place < e.FieldCount; place++)
            if (e.FieldName(place) == field)
                return Encoding.UTF8.GetString(e.Value(place));
        return null;
    }
}
