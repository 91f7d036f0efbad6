using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Erasure;

/// <summary>Erases a person: what every room holds, the payloads about him, and then what the database's files still remember.</summary>
internal sealed class ErasePersonHandler(StateDatabase state, IEnumerable<IPersonEraser> rooms, ILedgerWriter ledger) : IRequestHandler<ErasePerson, ErasedPerson>
{
    /// <inheritdoc/>
    public async Task<Result<ErasedPerson>> HandleAsync(ErasePerson request, Actor actor, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(request.UserId, "D", out var user)) return CommonErrors.Invalid("userId", "The user's id is a UUID, as the list of users shows it.");
        var id = user.ToString();
        var erased = await state.WriteAsync(transaction => EraseAsync(transaction, id, actor, cancellation), cancellation).ConfigureAwait(false);
        // Also when nothing was there: an earlier attempt may have been broken off between the two steps.
        await state.PurgeAsync(cancellation).ConfigureAwait(false);
        return erased is null ? CommonErrors.NotFound("record of a person", id) : erased;
    }

    private async Task<ErasedPerson?> EraseAsync(StateTransaction transaction, string id, Actor actor, CancellationToken cancellation)
    {
        var rows = 0;
        foreach (var room in rooms) rows += await room.EraseAsync(transaction, id, cancellation).ConfigureAwait(false);
        var payloads = await LedgerEraser.EraseAsync(transaction, id, cancellation).ConfigureAwait(false);
        if (rows + payloads == 0) return null;
        var payload = JsonSerializer.SerializeToElement(new ErasureFact(payloads, rows), LedgerPayloads.Default.ErasureFact);
        var entry = await ledger.AppendAsync(transaction, new LedgerEntry { Type = "person.erased", Actor = actor, Subject = id, Payload = payload }, cancellation).ConfigureAwait(false);
        return new ErasedPerson { UserId = id, Payloads = payloads, Rows = rows, EntryId = entry.ToString() };
    }
}
