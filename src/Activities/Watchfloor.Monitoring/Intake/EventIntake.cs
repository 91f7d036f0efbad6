using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Log;

namespace Watchfloor.Monitoring.Intake;

/// <summary>The one way into the log for events. Any thread.</summary>
internal sealed class EventIntake(
    IEventLog log, SourceDirectory sources, KeyWindow keys, TrafficTable traffic, IntakeOptions options, TimeProvider time) : IIntake
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    // What is full has to be emptied by retention or by people.
    private static readonly TimeSpan LaterAgain = TimeSpan.FromSeconds(10);

    private readonly ByteBudget _waiting = new(options.MaxWaitingBytes);

    /// <summary>How many bytes wait to be written.</summary>
    public long WaitingBytes => _waiting.Held;

    /// <inheritdoc/>
    public async ValueTask<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        if (batch.RecordKeys.Count > 0 && batch.RecordKeys.Count != batch.RecordEnds.Count)
            throw new ArgumentException("there must be a key for each record, or none", nameof(batch));
        cancellation.ThrowIfCancellationRequested();
        if (batch.Body.IsEmpty) return new IntakeResult(IntakeOutcome.Accepted);
        var source = sources.ById(batch.SourceId) is { } known ? await sources.SavedAsync(known, cancellation).ConfigureAwait(false) : null;
        if (source is not { Enabled: true }) return Refuse(batch, IntakeOutcome.NoSource, LaterAgain);
        if (!_waiting.TryTake(batch.Body.Length)) return Refuse(batch, IntakeOutcome.Busy, SoonAgain);
        try
        {
            // From here on nothing is given up: what is written must be known to be, or its key would be free although it stands in the log.
            return await TakeAsync(source, batch).ConfigureAwait(false);
        }
        finally
        {
            _waiting.Return(batch.Body.Length);
        }
    }

    private async Task<IntakeResult> TakeAsync(Source source, IntakeBatch batch)
    {
        if (batch.RecordKeys.Count > 0) return await TakeRecordsAsync(source, batch).ConfigureAwait(false);
        var ends = BodyCut.Pieces(batch.Body.Span, batch.RecordEnds, options.EntryBytes);
        var pieces = new Piece[ends.Count];
        for (var i = 0; i < pieces.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            pieces[i] = new Piece(batch.Body[start..ends[i]], batch.Key is { } key ? [SendingKey.OfPiece(key, i)] : []);
        }

        if (batch.Key is null) return await AppendAsync(source, batch, pieces, batch.Events, repeated: 0, _ => { }).ConfigureAwait(false);
        var claim = await keys.ClaimAsync([.. pieces.Select(p => p.Keys[0])]).ConfigureAwait(false);
        var written = new bool[pieces.Length];
        try
        {
            Piece[] fresh = [.. pieces.Where((_, i) => claim.Fresh[i])];
            // Which piece holds how many events is not known; a sending cut in pieces by a crash is rare enough for an estimate.
            var events = (int)((long)batch.Events * fresh.Sum(p => p.Body.Length) / batch.Body.Length);
            int[] places = [.. Enumerable.Range(0, pieces.Length).Where(i => claim.Fresh[i])];
            return await AppendAsync(source, batch, fresh, events, batch.Events - events, i => written[places[i]] = true).ConfigureAwait(false);
        }
        finally
        {
            claim.Settle(i => written[i]);
        }
    }

    private async Task<IntakeResult> TakeRecordsAsync(Source source, IntakeBatch batch)
    {
        var claim = await keys.ClaimAsync(batch.RecordKeys).ConfigureAwait(false);
        var pieceOf = new int[batch.RecordKeys.Count];
        bool[] written = [];
        try
        {
            var pieces = RecordPieces.Of(batch, claim.Fresh, options.EntryBytes, pieceOf);
            written = new bool[pieces.Count];
            var events = claim.Fresh.Count(isFresh => isFresh);
            return await AppendAsync(source, batch, pieces, events, batch.RecordKeys.Count - events, i => written[i] = true).ConfigureAwait(false);
        }
        finally
        {
            claim.Settle(i => pieceOf[i] < written.Length && written[pieceOf[i]]);
        }
    }

    /// <summary>Writes pieces, each as an entry, and waits until all are on disk or refused.</summary>
    private async Task<IntakeResult> AppendAsync(Source source, IntakeBatch batch, IReadOnlyList<Piece> pieces, int events, int repeated, Action<int> onDisk)
    {
        var counts = traffic.Of(source.Id);
        if (repeated > 0) counts.LeftOut(repeated);
        if (pieces.Count == 0) return new IntakeResult(IntakeOutcome.Accepted, Repeated: repeated);
        if (pieces.Any(p => p.Body.Length > Math.Max(options.MaxRecordBytes, options.EntryBytes))) return Refuse(batch, IntakeOutcome.TooLarge, TimeSpan.Zero);
        var bytes = pieces.Sum(p => (long)p.Body.Length);
        if (!counts.TryCharge(source, events, bytes, out var wait)) return Refuse(batch, IntakeOutcome.OverQuota, wait);
        var received = time.GetUtcNow().ToUnixTimeMilliseconds();
        var appends = new Task<AppendResult>[pieces.Count];
        for (var i = 0; i < appends.Length; i++)
            appends[i] = log.AppendAsync(new LogEntry(LogEntryKind.Batch, received, Entry(source, batch, pieces[i]).ToBytes()), CancellationToken.None).AsTask();
        var result = new IntakeResult(IntakeOutcome.Accepted, Repeated: repeated);
        for (var i = 0; i < appends.Length; i++)
        {
            var outcome = await OutcomeAsync(appends[i]).ConfigureAwait(false);
            if (outcome == IntakeOutcome.Accepted) onDisk(i);
            else result = new IntakeResult(outcome, outcome == IntakeOutcome.Busy ? SoonAgain : LaterAgain);
        }

        if (result.Outcome == IntakeOutcome.Accepted)
        {
            counts.Took(events, bytes, batch.Sender);
            return result;
        }

        counts.Refund(source, events, bytes);
        counts.Refused(result.Outcome, batch.Events);
        return result;
    }

    private static async Task<IntakeOutcome> OutcomeAsync(Task<AppendResult> append)
    {
        try
        {
            var result = await append.ConfigureAwait(false);
            return result.Outcome switch
            {
                AppendOutcome.Durable => IntakeOutcome.Accepted,
                AppendOutcome.Full => IntakeOutcome.Full,
                AppendOutcome.Busy => IntakeOutcome.Busy,
                _ => IntakeOutcome.Failed,
            };
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return IntakeOutcome.Failed;
        }
    }

    private static BatchEntry Entry(Source source, IntakeBatch batch, Piece piece) => new()
    {
        SourceId = source.Id,
        Input = batch.Input,
        Format = batch.Format,
        Sender = batch.Sender,
        TimeZone = source.TimeZone,
        Retention = source.Retention,
        Keys = piece.Keys,
        Body = piece.Body,
    };

    private IntakeResult Refuse(IntakeBatch batch, IntakeOutcome why, TimeSpan retryAfter)
    {
        // A source that is unknown is not counted: anybody could make up ids without end.
        if (why != IntakeOutcome.NoSource || sources.ById(batch.SourceId) is not null) traffic.Of(batch.SourceId).Refused(why, batch.Events);
        return new IntakeResult(why, retryAfter);
    }
}
