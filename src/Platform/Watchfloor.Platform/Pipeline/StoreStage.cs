using System.Diagnostics;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Hands every event to the store's writer, in batches of whole log entries, so that a file's cursor tells what it has.</summary>
internal sealed class StoreStage(EmbeddedEventStore store, IEventLog log) : IBatchStage
{
    private readonly EventStoreWriter _writer = store.Writer;

    /// <summary>How long an event may wait for its batch to fill while others come without a pause: full ones cost half as much.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private StoreBatch? _batch;
    private long _begun;

    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public long DurableTo => _writer.Cursor;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellation)
    {
        _writer.Rewind(log.End);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Process(PipelineBatch batch)
    {
        var rows = Batch();
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var view = batch.Events[i];
            rows.Add(view, new EventContext
            {
                Id = batch.IdOf(i),
                Time = new DateTimeOffset(batch.TimeOf(i), TimeSpan.Zero),
                Flags = batch.IsSkewed(i) ? EventFlags.ClockSkew : EventFlags.None,
                SourceId = batch.Entry.SourceId,
                Input = batch.Entry.Input,
                Sender = batch.Entry.Sender,
                Host = view.UnparsedReason is null ? batch.Catalog.HostOf(view) : null,
                Retention = batch.Entry.Retention,
            });
        }
    }

    /// <inheritdoc/>
    public void Passed(long next)
    {
        var batch = Batch();
        batch.Advance(next);
        if (batch.IsFull || Stopwatch.GetElapsedTime(_begun) > _patience) HandOver(CancellationToken.None);
    }

    /// <inheritdoc/>
    /// <remarks>While the writer has others to take, events go on gathering here: a full queue would hold up detection.</remarks>
    public void Rest()
    {
        if (_writer.Waiting == 0 || Stopwatch.GetElapsedTime(_begun) > _patience) HandOver(CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellation)
    {
        HandOver(cancellation);
        _writer.Dispose();
        return Task.CompletedTask;
    }

    private StoreBatch Batch()
    {
        if (_batch is not null) return _batch;
        _begun = Stopwatch.GetTimestamp();
        return _batch = _writer.Rent();
    }

    private void HandOver(CancellationToken cancellation)
    {
        if (_batch is not { } batch) return;
        _batch = null;
        _writer.Enqueue(batch, cancellation);
    }
}
