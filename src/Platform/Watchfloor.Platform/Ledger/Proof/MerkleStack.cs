using System.Numerics;
using System.Security.Cryptography;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>
/// A Merkle tree (RFC 9162 §2.1.1) that grows at its right end, kept as the roots of its full subtrees from left to right. The sizes are
/// the binary digits of the number of leaves, so that 63 hashes are enough for any tree.
/// </summary>
internal sealed class MerkleStack
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private readonly List<(long Size, byte[] Hash)> _roots = [];

    /// <summary>Called with (leaves, index among subtrees of that many leaves, root) for each subtree that becomes full.</summary>
    public Action<long, long, byte[]>? OnFull { get; init; }

    /// <summary>How many leaves there are.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of a leaf.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        var bytes = new byte[1 + leaf.Length];
        leaf.CopyTo(bytes.AsSpan(1));
        return SHA256.HashData(bytes);
    }

    /// <summary>The hash of a node.</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * HashLength)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + HashLength)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The tree whose full subtrees have these roots.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer hashes than a tree of this size has.</exception>
    public static MerkleStack Parse(long count, ReadOnlySpan<byte> hashes, Action<long, long, byte[]>? onFull = null)
    {
        if (count < 0 || hashes.Length != BitOperations.PopCount((ulong)count) * HashLength) throw new InvalidDataException($"a tree of {count} leaves has another number of subtrees");
        var stack = new MerkleStack { OnFull = onFull, Count = count };
        foreach (var (_, size) in Subtrees.Before(count))
        {
            stack._roots.Add((size, hashes[..HashLength].ToArray()));
            hashes = hashes[HashLength..];
        }

        return stack;
    }

    /// <summary>Adds a leaf.</summary>
    public void AddLeaf(byte[] hash) => Add(1, hash);

    /// <summary>Adds a full subtree. It must begin where the tree ends, and that must be a multiple of its size.</summary>
    public void Add(long size, byte[] root)
    {
        if (Count % size != 0) throw new ArgumentException($"a subtree of {size} leaves cannot begin at {Count}", nameof(size));
        Count += size;
        OnFull?.Invoke(size, (Count / size) - 1, root);
        while (_roots.Count > 0 && _roots[^1].Size == size)
        {
            root = NodeHash(_roots[^1].Hash, root);
            size *= 2;
            _roots.RemoveAt(_roots.Count - 1);
            OnFull?.Invoke(size, (Count / size) - 1, root);
        }

        _roots.Add((size, root));
    }

    /// <summary>The hash of the whole tree.</summary>
    public byte[] Root()
    {
        if (_roots.Count == 0) return SHA256.HashData([]);
        var root = _roots[^1].Hash;
        for (var i = _roots.Count - 2; i >= 0; i--) root = NodeHash(_roots[i].Hash, root);
        return root;
    }

    /// <summary>The roots of the full subtrees, one after the other.</summary>
    public byte[] ToBytes() => [.. _roots.SelectMany(r => r.Hash)];
}
