using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Events;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Pipeline;

/// <summary>
/// Reads the log and takes every entry through the stages, once. The effects on the state and the cursor are one transaction; a restart
/// begins at the last checkpoint, rebuilds memory from there, and repeats no effect.
/// </summary>
/// <remarks>Run by the host, on one thread at a time. Nothing else calls the stages.</remarks>
public sealed partial class PipelineLoop : BackgroundService
{
    private const int CommitBytes = 4 << 20;
    private static readonly TimeSpan _commitEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _cursorEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _checkpointEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _endWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _tickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _retryEvery = TimeSpan.FromSeconds(1);

    private readonly IEventLog _log;
    private readonly StateDatabase _state;
    private readonly IReadOnlyList<IBatchStage> _stages;
    private readonly TimeProvider _time;
    private readonly ILogger<PipelineLoop> _logger;
    private readonly PipelineCheckpoint _checkpoint;
    private readonly PipelineBatch _batch;
    private readonly BatchDecoder _decoder;
    private readonly StageTime _decodeTime = new("decode");
    private readonly StageTime _commitTime = new("commit");
    private readonly StageTime[] _stageTimes;
    private readonly HashSet<string> _unknownZones = [];
    private long _stateCursor;
    private (long Offset, byte[] Bytes)? _pending;
    private int _bytes;

    /// <summary>A loop over the stages in their order.</summary>
    public PipelineLoop(IEventLog log, StateDatabase state, IEnumerable<IBatchStage> stages, EventCatalog catalog, DataDirectory data, TimeProvider time, ILogger<PipelineLoop> logger)
    {
        _log = log;
        _state = state;
        _stages = [.. stages];
        _time = time;
        _logger = logger;
        _checkpoint = new PipelineCheckpoint(data.Log);
        _batch = new PipelineBatch(catalog);
        _decoder = new BatchDecoder(catalog);
        _stageTimes = [.. _stages.Select(s => new StageTime(s.Name))];
        Statistics.Stages = [_decodeTime, .. _stageTimes, _commitTime];
    }

    /// <summary>How it does.</summary>
    public PipelineStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var reader = await StartAtAsync(stoppingToken).ConfigureAwait(false);
            await RunAsync(reader, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stage in _stages) await stage.StopAsync(cancellationToken).ConfigureAwait(false);
        WriteCheckpoint();
    }

    private async Task<ILogReader> StartAtAsync(CancellationToken cancellation)
    {
        _stateCursor = await RetryAsync(() => PipelineCursor.ReadAsync(_state, cancellation), cancellation).ConfigureAwait(false);
        foreach (var stage in _stages) await stage.StartAsync(cancellation).ConfigureAwait(false);
        var saved = _checkpoint.Read();
        if (saved is { } checkpoint)
        {
            foreach (var stage in _stages)
                if (checkpoint.Sections.TryGetValue(stage.Name, out var section))
                    stage.Restore(section.Span);
        }

        var from = Math.Max(saved?.Offset ?? 0, _log.Start);
        LogStarted(from, _stateCursor);
        return _log.Read(from);
    }

    private async Task RunAsync(ILogReader reader, CancellationToken cancellation)
    {
        var committed = _time.GetTimestamp();
        var checkpointed = committed;
        // The first comes as soon as what the state has already was read again: a server that is killed again and again would otherwise
        // begin at the same old one each time, and read more and more.
        var again = _stateCursor;
        while (!cancellation.IsCancellationRequested)
        {
            var more = Step(reader);
            var since = _time.GetElapsedTime(committed);
            var effects = _stages.Any(s => s.HasEffects);
            if (effects ? !more || _bytes >= CommitBytes || since >= _commitEvery : reader.Position > Statistics.Committed && since >= _cursorEvery)
            {
                await CommitAsync(reader.Position, cancellation).ConfigureAwait(false);
                committed = _time.GetTimestamp();
            }

            var isCaughtUp = reader.Position >= again && again > 0;
            if ((isCaughtUp || _time.GetElapsedTime(checkpointed) >= _checkpointEvery) && Statistics.Committed == reader.Position)
            {
                _pending = (reader.Position, PipelineCheckpoint.Take(reader.Position, _stages));
                checkpointed = _time.GetTimestamp();
                again = 0;
            }

            WriteCheckpoint();

            if (!more) await WaitAsync(reader, cancellation).ConfigureAwait(false);
        }

        await EndAsync(reader).ConfigureAwait(false);
    }

    /// <summary>
    /// A clean end: nothing comes in any more, and what came is committed, so that the next start begins here. Who is far behind, or whose
    /// state is away, leaves the rest to it.
    /// </summary>
    private async Task EndAsync(ILogReader reader)
    {
        using var patience = new CancellationTokenSource(_endWithin, _time);
        try
        {
            while (!patience.IsCancellationRequested && Step(reader))
                if (_bytes >= CommitBytes)
                    await CommitAsync(reader.Position, patience.Token).ConfigureAwait(false);
            if (reader.Position > _stateCursor) await CommitAsync(reader.Position, patience.Token).ConfigureAwait(false);
            if (reader.Position >= _stateCursor) _pending = (reader.Position, PipelineCheckpoint.Take(reader.Position, _stages));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            LogLeftBehind(reader.Position - _stateCursor);
        }
    }

    /// <summary>Takes the next entry through the stages. False when there is none.</summary>
    private bool Step(ILogReader reader)
    {
        var more = reader.TryRead(out var frame);
        if (more) Take(frame);
        foreach (var stage in _stages)
        {
            if (more) stage.Passed(frame.Next);
            else stage.Rest();
        }

        Statistics.At(reader.Position);
        return more;
    }

    private void Take(LogFrame frame)
    {
        _bytes += frame.Payload.Length;
        var isCommitted = frame.Offset < _stateCursor;
        try
        {
            if (frame.Kind == LogEntryKind.Control)
            {
                var ticks = DateTimeOffset.FromUnixTimeMilliseconds(frame.ReceivedMs).UtcTicks;
                var control = ControlEntry.Parse(frame.Payload.Span) with { ReceivedTicks = ticks, IsCommitted = isCommitted };
                foreach (var stage in _stages) stage.Control(control);
                return;
            }

            _batch.Frame = frame;
            _batch.Entry = BatchEntry.Parse(frame.Payload);
        }
        catch (InvalidDataException e)
        {
            // It was whole when it was written (the log checks), so a newer program wrote it.
            LogForeignEntry(frame.Offset, e.Message);
            return;
        }

        _batch.Zone = ZoneOf(_batch.Entry);
        _batch.IsCommitted = isCommitted;
        _batch.FirstIndex = 0;
        var began = ThreadClock.Nanoseconds();
        var started = began;
        _decoder.Decode(_batch.Entry, _batch.Events, () =>
        {
            _batch.Describe();
            started = Charge(_decodeTime, started);
            for (var i = 0; i < _stages.Count; i++)
            {
                _stages[i].Process(_batch);
                started = Charge(_stageTimes[i], started);
            }

            Statistics.Took(_batch.Events.Count, CountUnparsed());
            _batch.FirstIndex += _batch.Events.Count;
        });
        Statistics.Of(_batch.Entry.SourceId).Add(_batch.FirstIndex, ThreadClock.Nanoseconds() - began);
    }

    /// <summary>A zone is checked when it is set; a later system may have lost it all the same.</summary>
    private TimeZoneInfo? ZoneOf(BatchEntry entry)
    {
        if (entry.TimeZone.Length == 0) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(entry.TimeZone, out var zone)) return zone;
        if (_unknownZones.Add(entry.TimeZone)) LogUnknownZone(entry.TimeZone, entry.SourceId);
        return null;
    }

    private int CountUnparsed()
    {
        var count = 0;
        for (var i = 0; i < _batch.Events.Count; i++)
            if (_batch.Events[i].UnparsedReason is not null)
                count++;
        return count;
    }

    private static long Charge(StageTime stage, long started)
    {
        var now = ThreadClock.Nanoseconds();
        stage.Add(now - started);
        return now;
    }

    private async Task CommitAsync(long position, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        // A replay passes entries whose effects the state has; the cursor never goes back.
        var next = Math.Max(position, _stateCursor);
        await RetryAsync(
            () => _state.WriteAsync(
                async transaction =>
                {
                    // A connection that broke at the commit leaves open what became of it; the cursor tells.
                    if (next > _stateCursor && await PipelineCursor.ReadAsync(transaction, cancellation).ConfigureAwait(false) == next) return true;
                    foreach (var stage in _stages)
                        if (stage.HasEffects)
                            await stage.CommitAsync(transaction, cancellation).ConfigureAwait(false);
                    await PipelineCursor.WriteAsync(transaction, next, cancellation).ConfigureAwait(false);
                    FaultPoint.Hit("state.before-commit");
                    return true;
                },
                cancellation),
            cancellation).ConfigureAwait(false);
        FaultPoint.Hit("state.after-commit");
        foreach (var stage in _stages) stage.Committed();
        _stateCursor = next;
        _bytes = 0;
        Statistics.CommittedTo(next);
        _commitTime.Add((long)Stopwatch.GetElapsedTime(started).TotalNanoseconds);
    }

    /// <summary>The state being away or full stops the pipeline, not the server: it is shown and tried again.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var result = await work().ConfigureAwait(false);
                Statistics.InTrouble(null);
                return result;
            }
            catch (Exception e) when (e is DbException or IOException or StateException)
            {
                Statistics.InTrouble(e.Message);
                LogTrouble(e);
                await Task.Delay(_retryEvery, _time, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(ILogReader reader, CancellationToken cancellation)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var news = reader.WaitAsync(wake.Token).AsTask();
        var quiet = await Task.WhenAny(news, Task.Delay(_tickEvery, _time, wake.Token)).ConfigureAwait(false) != news;
        if (quiet && !cancellation.IsCancellationRequested && _stages.Any(s => s.WantsTicks))
            await _log.AppendAsync(new LogEntry(LogEntryKind.Control, _time.GetUtcNow().ToUnixTimeMilliseconds(), new ControlEntry(ControlEntry.Tick).ToBytes()), cancellation).ConfigureAwait(false);
        await wake.CancelAsync().ConfigureAwait(false);
        await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Makes the checkpoint that was taken the one to begin with, once everything before it is durable everywhere.</summary>
    private void WriteCheckpoint()
    {
        if (_pending is not { } pending || _stages.Any(s => s.DurableTo < pending.Offset)) return;
        _pending = null;
        try
        {
            FaultPoint.Hit("checkpoint.before");
            _checkpoint.Write(pending.Bytes);
            FaultPoint.Hit("checkpoint.after");
            _log.Release(pending.Offset);
        }
        catch (IOException e)
        {
            LogNoCheckpoint(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The pipeline begins at log offset {Offset}; the state has everything before {StateCursor}")]
    private partial void LogStarted(long offset, long stateCursor);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log entry at {Offset} cannot be read by this program and was passed over: {Reason}")]
    private partial void LogForeignEntry(long offset, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "This system does not know the time zone {Zone} of source {Source}; times without a zone are read as UTC")]
    private partial void LogUnknownZone(string zone, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state database does not take the pipeline's transaction; it is tried again")]
    private partial void LogTrouble(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state database did not take the last transaction in time; {Bytes} bytes of the log are left to the next start")]
    private partial void LogLeftBehind(long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "The checkpoint cannot be written; the old one stands")]
    private partial void LogNoCheckpoint(Exception exception);
}
