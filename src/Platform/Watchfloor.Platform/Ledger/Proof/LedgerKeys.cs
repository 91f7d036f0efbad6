using Watchfloor.Contracts.Access;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>The public keys that have ever signed this ledger. Another key than the first is a fact that the ledger itself records.</summary>
internal sealed class LedgerKeys(StateDatabase state, LedgerKey key, ILedgerWriter ledger, TimeProvider time)
{
    /// <summary>Makes this server's key known.</summary>
    public Task RegisterAsync(CancellationToken cancellation) => state.WriteAsync(
        async transaction =>
        {
            var others = await transaction.NumberAsync("SELECT COUNT(*) FROM ledger_key", cancellation).ConfigureAwait(false);
            var added = await transaction.ExecuteAsync(
                "INSERT INTO ledger_key (id, public_key, since) VALUES (@id, @key, @since) ON CONFLICT (id) DO NOTHING",
                cancellation,
                ("id", key.Id),
                ("key", key.PublicKey),
                ("since", time.GetUtcNow().UtcTicks)).ConfigureAwait(false);
            if (added == 1 && others > 0)
                await ledger.AppendAsync(transaction, new LedgerEntry { Type = "ledger.key_added", Actor = Actor.System, Subject = key.Id }, cancellation).ConfigureAwait(false);
        },
        cancellation);
}
