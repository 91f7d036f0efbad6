using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>Makes the holds what the ledger says of them, after a crash between the two or while the state was away.</summary>
internal sealed class HoldSettlement(LegalHolds holds, StateDatabase state)
{
    /// <summary>Settles what is half done.</summary>
    /// <exception cref="StateException">The state is away; nothing more is held or given up than before.</exception>
    public Task RunAsync(CancellationToken cancellation) => holds.SettleAsync(
        (type, id) => state.ReadAsync(
            async session => await session.NumberAsync("SELECT COUNT(*) FROM ledger_entry WHERE subject = @id AND type = @type", cancellation, ("id", id), ("type", type)).ConfigureAwait(false) > 0,
            cancellation),
        cancellation);
}
