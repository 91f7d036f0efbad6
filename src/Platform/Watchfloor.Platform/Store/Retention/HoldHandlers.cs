using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;
using Watchfloor.Contracts.Retention;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>
/// Places, lists, reads and releases holds, each change with its ledger entry. A hold is files, so the two are not one transaction: the entry
/// decides. What a crash between them leaves holds more than the ledger says, never less, until <see cref="HoldSettlement"/> has seen to it.
/// </summary>
internal sealed class HoldHandlers(LegalHolds holds, StateDatabase state, ILedgerWriter ledger)
    : IRequestHandler<PlaceHold, LegalHold>,
        IRequestHandler<ListHolds, Page<LegalHold>>,
        IRequestHandler<GetHold, LegalHold>,
        IRequestHandler<ExportHold, EventSearch>,
        IRequestHandler<ReleaseHold, Done>
{
    private const int MaxLimit = 1_000;

    /// <inheritdoc/>
    public async Task<Result<LegalHold>> HandleAsync(PlaceHold request, Actor actor, CancellationToken cancellation)
    {
        var query = new EventQuery { From = request.From, To = request.To, Where = request.Where };
        return await holds.PlaceAsync(request.Name, query, request.Reason, hold => RecordAsync(LegalHolds.PlacedEntry, hold, actor, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Result<Page<LegalHold>>> HandleAsync(ListHolds request, Actor actor, CancellationToken cancellation)
    {
        if (request.Limit is < 1 or > MaxLimit) return Task.FromResult<Result<Page<LegalHold>>>(CommonErrors.Invalid("limit", $"limit is from 1 to {MaxLimit}."));
        var rest = holds.All().Where(h => string.CompareOrdinal(h.Name, request.Cursor) > 0).ToList();
        var items = rest.Take(request.Limit).ToList();
        return Task.FromResult<Result<Page<LegalHold>>>(new Page<LegalHold>(items, rest.Count > items.Count ? items[^1].Name : null));
    }

    /// <inheritdoc/>
    public Task<Result<LegalHold>> HandleAsync(GetHold request, Actor actor, CancellationToken cancellation) => Task.FromResult(Find(request.Name));

    /// <inheritdoc/>
    public async Task<Result<EventSearch>> HandleAsync(ExportHold request, Actor actor, CancellationToken cancellation)
    {
        if (!Find(request.Name).TryGet(out var hold, out var unknown)) return unknown;
        var opened = await holds.OpenAsync(request.Name, cancellation).ConfigureAwait(false);
        if (!opened.TryGet(out var rows, out var error)) return error;
        try
        {
            await RecordAsync("hold.exported", hold, actor, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new EventSearch(rows.Rows, rows.Warnings, rows);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(ReleaseHold request, Actor actor, CancellationToken cancellation)
    {
        if (!Find(request.Name).TryGet(out var hold, out var error)) return error;
        await RecordAsync(LegalHolds.ReleasedEntry, hold, actor, cancellation).ConfigureAwait(false);
        FaultPoint.Hit("hold.released");
        return holds.Lift(request.Name);
    }

    private Result<LegalHold> Find(string name) => holds.Find(name) is { } hold ? hold : CommonErrors.NotFound("legal hold", name);

    private Task<Guid> RecordAsync(string type, LegalHold hold, Actor actor, CancellationToken cancellation) => state.WriteAsync(
        transaction => ledger.AppendAsync(
            transaction, new LedgerEntry { Type = type, Actor = actor, Subject = hold.Id, Payload = JsonSerializer.SerializeToElement(hold, HoldsJson.Default.LegalHold) }, cancellation),
        cancellation);
}
