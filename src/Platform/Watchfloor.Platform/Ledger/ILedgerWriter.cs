using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger;

/// <summary>Writes facts in the transaction of the change they record, so that neither is ever without the other.</summary>
public interface ILedgerWriter
{
    /// <summary>Appends an entry. It gets its position from the sealer, after the commit.</summary>
    /// <returns>The entry's id (UUIDv7).</returns>
    Task<Guid> AppendAsync(StateTransaction transaction, LedgerEntry entry, CancellationToken cancellation);
}
