using System.Numerics;
using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Sealing;

/// <summary>
/// Gives committed entries their positions, one after the other without a gap, and extends the tree over their headers. Only the holder of
/// the lease seals, so that positions become visible in their order whatever the order of the commits was.
/// </summary>
internal sealed class LedgerSealer(StateDatabase state, LeaseTable leases, LedgerKey key, LedgerHead head, TimeProvider time)
{
    /// <summary>The lease's name.</summary>
    public const string LeaseName = "ledger.sealer";

    /// <summary>The most entries sealed in one transaction, which other writers wait for.</summary>
    public const int MaxBatch = 500;

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(10);

    private Lease? _lease;

    /// <summary>Seals what is committed, up to <see cref="MaxBatch"/> entries.</summary>
    /// <returns>How many were sealed; 0 also while another server holds the lease.</returns>
    /// <exception cref="InvalidDataException">The tables were changed from outside.</exception>
    public async Task<int> SealAsync(CancellationToken cancellation)
    {
        // Most looks find nothing and must cost nothing: no transaction, no write.
        var (isPending, size) = await state.ReadAsync(
            async session => (
                await session.NumberAsync("SELECT 1 FROM ledger_entry WHERE position IS NULL LIMIT 1", cancellation).ConfigureAwait(false) is not null,
                await session.NumberAsync("SELECT size FROM ledger_tree", cancellation).ConfigureAwait(false) ?? 0),
            cancellation).ConfigureAwait(false);
        head.Advance(size);
        if (!isPending) return 0;
        var (count, end) = await state.WriteAsync(
            async transaction =>
            {
                var done = await SealAsync(transaction, cancellation).ConfigureAwait(false);
                if (done.Count > 0) FaultPoint.Hit("ledger.before-seal");
                return done;
            },
            cancellation).ConfigureAwait(false);
        if (count > 0) FaultPoint.Hit("ledger.after-seal");
        head.Advance(end);
        return count;
    }

    /// <summary>Gives the lease back, so that another server need not wait for its end.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        _lease is { } lease ? state.WriteAsync(transaction => LeaseTable.ReleaseAsync(transaction, lease, cancellation), cancellation) : Task.CompletedTask;

    private async Task<(int Count, long End)> SealAsync(StateTransaction transaction, CancellationToken cancellation)
    {
        if (!await HoldAsync(transaction, cancellation).ConfigureAwait(false)) return default;
        var tree = await LedgerTree.ReadAsync(transaction, cancellation).ConfigureAwait(false);
        // To build on another tree than the one that was signed would sign what somebody made up.
        if (tree is not null && !await tree.IsSignedAsync(transaction, cancellation).ConfigureAwait(false)) throw new InvalidDataException(LedgerTree.ChangedOutside);
        var headers = await transaction.QueryAsync($"SELECT * FROM ledger_entry WHERE position IS NULL ORDER BY sequence LIMIT {MaxBatch}", LedgerRows.Header, cancellation).ConfigureAwait(false);
        if (headers.Count == 0) return (0, tree?.Size ?? 0);

        var full = new List<(int Level, long Place, byte[] Hash)>();
        var stack = MerkleStack.Parse(tree?.Size ?? 0, tree?.Frontier ?? [], (size, place, root) =>
        {
            var level = BitOperations.Log2((ulong)size);
            if (level > 0 && level % LedgerTree.StoredLevels == 0) full.Add((level, place, root));
        });
        await using var update = transaction.Command("UPDATE ledger_entry SET position = @position, leaf = @leaf WHERE id = @id", ("position", 0L), ("leaf", Array.Empty<byte>()), ("id", ""));
        foreach (var header in headers)
        {
            var leaf = MerkleStack.LeafHash(header.ToBytes());
            stack.AddLeaf(leaf);
            update.Parameters["position"].Value = stack.Count;
            update.Parameters["leaf"].Value = leaf;
            update.Parameters["id"].Value = header.Id;
            await update.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        foreach (var (level, place, hash) in full)
            await transaction.ExecuteAsync("INSERT INTO ledger_node (level, place, hash) VALUES (@level, @place, @hash)", cancellation, ("level", level), ("place", place), ("hash", hash)).ConfigureAwait(false);
        await SignAsync(transaction, stack, cancellation).ConfigureAwait(false);
        return (headers.Count, stack.Count);
    }

    private async Task<bool> HoldAsync(StateTransaction transaction, CancellationToken cancellation)
    {
        var lease = _lease;
        if (lease is not null)
        {
            try
            {
                await leases.HoldAsync(transaction, lease, cancellation).ConfigureAwait(false);
                return true;
            }
            catch (LeaseLostException)
            {
                _lease = null;
            }
        }

        lease = await leases.TakeAsync(transaction, LeaseName, LeaseDuration, cancellation).ConfigureAwait(false);
        if (lease is not null) transaction.OnCommitted(() => _lease = lease);
        return lease is not null;
    }

    private Task SignAsync(StateTransaction transaction, MerkleStack stack, CancellationToken cancellation)
    {
        var root = stack.Root();
        var at = time.GetUtcNow().UtcTicks;
        var signature = key.Sign(LedgerTree.Checkpoint(stack.Count, root, at));
        return LedgerTree.WriteAsync(transaction, new LedgerTree(stack.Count, stack.ToBytes(), root, at, key.Id, signature), cancellation);
    }
}
