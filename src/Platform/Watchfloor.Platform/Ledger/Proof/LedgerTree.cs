using System.Globalization;
using System.Numerics;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>The sealed tree: how many entries, its root, and the signature over both.</summary>
/// <param name="Size">How many entries it holds; also the last position.</param>
/// <param name="Frontier">The roots of its full subtrees; see <see cref="MerkleStack"/>.</param>
/// <param name="Root">Its hash.</param>
/// <param name="At">When it was sealed, in UTC ticks.</param>
/// <param name="KeyId">The key that signed.</param>
/// <param name="Signature">The signature over <see cref="Checkpoint"/>.</param>
internal sealed record LedgerTree(long Size, byte[] Frontier, byte[] Root, long At, string KeyId, byte[] Signature)
{
    /// <summary>Every eighth level of the tree is stored; what lies between is computed from at most 255 hashes below it.</summary>
    public const int StoredLevels = 8;

    /// <summary>What to say when it is not the one that was signed.</summary>
    public const string ChangedOutside = "the ledger's tables were changed from outside: the tree is not the one that was signed; restore a backup";

    /// <summary>The text that is signed for a tree.</summary>
    public static string Checkpoint(long size, ReadOnlySpan<byte> root, long at) =>
        string.Create(CultureInfo.InvariantCulture, $"watchfloor-ledger-checkpoint/1\n{size}\n{Convert.ToHexStringLower(root)}\n{at}\n");

    /// <summary>The tree as sealed last, or null before the first entry.</summary>
    public static Task<LedgerTree?> ReadAsync(StateSession session, CancellationToken cancellation) => session.FirstAsync(
        "SELECT * FROM ledger_tree WHERE one = 1",
        r => new LedgerTree(r.Number("size"), r.Bytes("frontier"), r.Bytes("root"), r.Number("at"), r.Text("key_id"), r.Bytes("signature")),
        cancellation);

    /// <summary>Whether the tree is as one of the ledger's keys has signed it.</summary>
    public async Task<bool> IsSignedAsync(StateSession session, CancellationToken cancellation) =>
        await session.FirstAsync("SELECT public_key FROM ledger_key WHERE id = @id", r => r.Bytes("public_key"), cancellation, ("id", KeyId)).ConfigureAwait(false) is { } signer
        && LedgerKey.Verify(signer, Checkpoint(Size, Root, At), Signature)
        && MerkleStack.Parse(Size, Frontier).Root().AsSpan().SequenceEqual(Root);

    /// <summary>Keeps a tree in the place of the one before it.</summary>
    public static Task WriteAsync(StateTransaction transaction, LedgerTree tree, CancellationToken cancellation) => transaction.ExecuteAsync(
        """
        INSERT INTO ledger_tree (one, size, frontier, root, at, key_id, signature) VALUES (1, @size, @frontier, @root, @at, @key, @signature)
        ON CONFLICT (one) DO UPDATE SET size = excluded.size, frontier = excluded.frontier, root = excluded.root, at = excluded.at,
            key_id = excluded.key_id, signature = excluded.signature
        """,
        cancellation,
        ("size", tree.Size),
        ("frontier", tree.Frontier),
        ("root", tree.Root),
        ("at", tree.At),
        ("key", tree.KeyId),
        ("signature", tree.Signature));

    /// <summary>The root of a full subtree.</summary>
    /// <exception cref="InvalidDataException">Rows are missing: somebody has changed the tables.</exception>
    public static async Task<byte[]> SubtreeAsync(StateSession session, long begin, long size, CancellationToken cancellation)
    {
        var level = BitOperations.Log2((ulong)size) / StoredLevels * StoredLevels;
        var first = begin >> level;
        var count = size >> level;
        var hashes = level == 0
            ? await session.QueryAsync(
                "SELECT leaf AS hash FROM ledger_entry WHERE position > @first AND position <= @last ORDER BY position",
                r => r.Bytes("hash"),
                cancellation,
                ("first", first),
                ("last", first + count)).ConfigureAwait(false)
            : await session.QueryAsync(
                "SELECT hash FROM ledger_node WHERE level = @level AND place >= @first AND place < @last ORDER BY place",
                r => r.Bytes("hash"),
                cancellation,
                ("level", level),
                ("first", first),
                ("last", first + count)).ConfigureAwait(false);
        if (hashes.Count != count) throw new InvalidDataException($"the ledger's tables were changed from outside: {count - hashes.Count} hashes of level {level} from {first} are missing");
        var stack = new MerkleStack();
        foreach (var hash in hashes) stack.AddLeaf(hash);
        return stack.Root();
    }
}
