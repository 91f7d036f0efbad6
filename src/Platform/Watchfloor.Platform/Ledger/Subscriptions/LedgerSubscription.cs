using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Subscriptions;

/// <summary>One subscriber's way through the ledger, a step at a time.</summary>
internal sealed class LedgerSubscription(ILedgerSubscriber subscriber, StateDatabase state, DeadLetters deadLetters)
{
    /// <summary>The most entries handled in one transaction.</summary>
    public const int MaxBatch = 200;

    /// <summary>How often an entry is tried before it becomes a dead letter.</summary>
    public const int MaxAttempts = 5;

    /// <summary>How many entries of other types are passed before the cursor is written though nothing was done.</summary>
    private const long MaxUnwritten = 1_000;

    private readonly LedgerFilter _filter = new() { Types = subscriber.Types };
    private long _written;
    private bool _isPlaceKnown;

    /// <summary>Entries up to here are handled one at a time, so that the one that fails is found.</summary>
    private long _carefulUntil;

    /// <summary>The subscriber's name.</summary>
    public string Name => subscriber.Name;

    /// <summary>Where it stands.</summary>
    public LedgerHead Handled { get; } = new();

    /// <summary>How often the next entry has failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>What went wrong last, or null.</summary>
    public string? LastError { get; private set; }

    /// <summary>Handles the next entries.</summary>
    /// <param name="head">The last sealed position.</param>
    /// <param name="cancellation">Stops the step.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="StateException">The database cannot be used now; no entry is to blame.</exception>
    public async Task<StepOutcome> StepAsync(long head, CancellationToken cancellation)
    {
        if (!_isPlaceKnown)
        {
            _written = await state.ReadAsync(s => LedgerCursor.ReadAsync(s, Name, cancellation), cancellation).ConfigureAwait(false);
            Handled.Advance(_written);
            _isPlaceKnown = true;
        }

        var from = Handled.Position;
        if (from >= head) return StepOutcome.UpToDate;
        var limit = from < _carefulUntil ? 1 : MaxBatch;
        var entries = await state.ReadAsync(s => LedgerReader.ReadAsync(s, from, head, limit, _filter, cancellation), cancellation).ConfigureAwait(false);
        var next = entries.Count < limit ? head : entries[^1].Position;
        if (entries.Count == 0 && next - _written < MaxUnwritten)
        {
            Handled.Advance(next);
            return StepOutcome.Moved;
        }

        try
        {
            return await HandleAsync(entries, next, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (StateException or OperationCanceledException))
        {
            return await FailAsync(entries, e, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<StepOutcome> HandleAsync(IReadOnlyList<LedgerRecord> entries, long next, CancellationToken cancellation)
    {
        var known = _written;
        var isMine = await state.WriteAsync(
            async transaction =>
            {
                // Another server may have handled them meanwhile.
                if (await LedgerCursor.ReadAsync(transaction, Name, cancellation).ConfigureAwait(false) != known) return false;
                if (entries.Count > 0) await subscriber.HandleAsync(transaction, entries, cancellation).ConfigureAwait(false);
                await LedgerCursor.WriteAsync(transaction, Name, next, cancellation).ConfigureAwait(false);
                return true;
            },
            cancellation).ConfigureAwait(false);
        _isPlaceKnown = isMine;
        Attempts = 0;
        if (!isMine) return StepOutcome.Moved;
        LastError = null;
        _written = next;
        Handled.Advance(next);
        return StepOutcome.Moved;
    }

    private async Task<StepOutcome> FailAsync(IReadOnlyList<LedgerRecord> entries, Exception failure, CancellationToken cancellation)
    {
        LastError = DeadLetters.Describe(failure);
        if (entries.Count != 1)
        {
            _carefulUntil = entries.Count == 0 ? _carefulUntil : entries[^1].Position;
            return StepOutcome.Failed;
        }

        if (++Attempts < MaxAttempts) return StepOutcome.Failed;
        var known = _written;
        var isBuried = await state.WriteAsync(
            async transaction =>
            {
                if (await LedgerCursor.ReadAsync(transaction, Name, cancellation).ConfigureAwait(false) != known) return true;
                if (!await deadLetters.AddAsync(transaction, Name, entries[0].Position, LastError, Attempts, cancellation).ConfigureAwait(false)) return false;
                await LedgerCursor.WriteAsync(transaction, Name, entries[0].Position, cancellation).ConfigureAwait(false);
                return true;
            },
            cancellation).ConfigureAwait(false);
        if (!isBuried) return StepOutcome.Failed;
        _isPlaceKnown = false;
        Attempts = 0;
        return StepOutcome.Buried;
    }
}

/// <summary>What came of a step.</summary>
internal enum StepOutcome
{
    /// <summary>There was nothing to do.</summary>
    UpToDate,

    /// <summary>Entries were handled, or were of no interest.</summary>
    Moved,

    /// <summary>The subscriber failed; the same comes again.</summary>
    Failed,

    /// <summary>An entry failed too often and is a dead letter now.</summary>
    Buried,
}
