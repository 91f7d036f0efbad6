using System.Numerics;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>
/// The fewest full subtrees that cover a part of a tree, from left to right, each as its first leaf (from 0) and its size. Together with the
/// leaves between them they give the root: this is what a proof holds.
/// </summary>
internal static class Subtrees
{
    /// <summary>Those of the leaves before one.</summary>
    public static IEnumerable<(long Begin, long Size)> Before(long leaf)
    {
        for (long begin = 0; begin < leaf;)
        {
            var size = 1L << BitOperations.Log2((ulong)(leaf - begin));
            yield return (begin, size);
            begin += size;
        }
    }

    /// <summary>Those of the leaves from one to the end of a tree of <paramref name="count"/> leaves.</summary>
    public static IEnumerable<(long Begin, long Size)> From(long leaf, long count)
    {
        while (leaf < count)
        {
            var aligned = leaf == 0 ? long.MaxValue : leaf & -leaf;
            var size = Math.Min(aligned, 1L << BitOperations.Log2((ulong)(count - leaf)));
            yield return (leaf, size);
            leaf += size;
        }
    }
}
