using System.Text;
using Watchfloor.Platform.Log;

namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>A log in memory whose disk the test holds in its hand: entries become durable when the gate is open.</summary>
internal sealed class MemoryLog : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<(LogEntryKind Kind, long ReceivedMs, byte[] Payload)> _entries = [];
    private TaskCompletionSource _gate = Opened();

    /// <summary>What every append is answered with from now on.</summary>
    public AppendOutcome Outcome { get; set; } = AppendOutcome.Durable;

    /// <summary>How many appends have been asked for.</summary>
    public int Asked { get; private set; }

    public long Start => 0;

    public long End { get { lock (_lock) return _entries.Count; } }

    public double Fullness => 0;

    public IReadOnlyList<LogDamage> Damage => [];

    /// <summary>The batches on disk.</summary>
    public IReadOnlyList<BatchEntry> Batches { get { lock (_lock) return [.. _entries.Select(e => BatchEntry.Parse(e.Payload))]; } }

    /// <summary>All bodies on disk as lines.</summary>
    public IReadOnlyList<string> Lines => [.. Batches.SelectMany(b => Encoding.UTF8.GetString(b.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>From now on nothing becomes durable.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waits becomes durable, and what comes later.</summary>
    public void Open() => _gate.TrySetResult();

    public async ValueTask<AppendResult> AppendAsync(LogEntry entry, CancellationToken cancellation)
    {
        lock (_lock) Asked++;
        await _gate.Task.WaitAsync(cancellation);
        lock (_lock)
        {
            if (Outcome != AppendOutcome.Durable) return new AppendResult(Outcome, 0);
            _entries.Add((entry.Kind, entry.ReceivedMs, entry.Payload.ToArray()));
            return new AppendResult(AppendOutcome.Durable, _entries.Count - 1);
        }
    }

    public ILogReader Read(long from) => new Reader(this, from);

    public void Release(long before) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private sealed class Reader(MemoryLog log, long from) : ILogReader
    {
        public long Position { get; private set; } = from;

        public bool TryRead(out LogFrame frame)
        {
            frame = default;
            lock (log._lock)
            {
                if (Position >= log._entries.Count) return false;
                var (kind, received, payload) = log._entries[(int)Position];
                frame = new LogFrame(Position, ++Position, kind, received, payload);
                return true;
            }
        }

        public ValueTask WaitAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
