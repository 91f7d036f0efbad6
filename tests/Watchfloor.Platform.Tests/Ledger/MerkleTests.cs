using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Watchfloor.Platform.Ledger.Proof;

namespace Watchfloor.Platform.Tests.Ledger;

[SupportedOSPlatform("linux")]
public sealed class MerkleTests
{
    /// <summary>The definition of RFC 9162 §2.1.1, read literally.</summary>
    private static byte[] Naive(byte[][] leaves)
    {
        if (leaves.Length == 0) return SHA256.HashData([]);
        if (leaves.Length == 1) return SHA256.HashData([0, .. leaves[0]]);
        var k = 1;
        while (k * 2 < leaves.Length) k *= 2;
        return SHA256.HashData([1, .. Naive([.. leaves.Take(k)]), .. Naive([.. leaves.Skip(k)])]);
    }

    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes($"leaf {i}"))];

    [Fact]
    public void Root_AnySize_IsThatOfTheDefinition()
    {
        var stack = new MerkleStack();
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(Naive(Leaves(i)), stack.Root());
            stack.AddLeaf(MerkleStack.LeafHash(Leaves(i + 1)[^1]));
            Assert.Equal(stack.ToBytes(), MerkleStack.Parse(stack.Count, stack.ToBytes()).ToBytes());
        }
    }

    [Fact]
    public void Root_EmptyTreeAndOneEmptyLeaf_AreTheKnownValues()
    {
        // Known from the test vectors of Certificate Transparency implementations.
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(new MerkleStack().Root()));
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(MerkleStack.LeafHash([])));
    }

    [Fact]
    public void Subtrees_AroundAnyRange_GiveTheRoot() => Gen.Int[0, 400].SelectMany(n => Gen.Select(Gen.Const(n), Gen.Int[0, n], Gen.Int[0, n])).Sample((n, a, b) =>
    {
        var (from, to) = (Math.Min(a, b), Math.Max(a, b));
        var leaves = Leaves(n);
        var stack = new MerkleStack();
        foreach (var (begin, size) in Subtrees.Before(from)) stack.Add(size, Naive([.. leaves.Skip((int)begin).Take((int)size)]));
        for (var i = from; i < to; i++) stack.AddLeaf(MerkleStack.LeafHash(leaves[i]));
        foreach (var (begin, size) in Subtrees.From(to, n)) stack.Add(size, Naive([.. leaves.Skip((int)begin).Take((int)size)]));
        return stack.Count == n && stack.Root().AsSpan().SequenceEqual(Naive(leaves));
    }, iter: 300);

    [Fact]
    public void Parse_OtherNumberOfHashes_IsRefused() => Assert.Throws<InvalidDataException>(() => MerkleStack.Parse(3, new byte[32]));

    [Fact]
    public void Sign_ManyTimes_IsValidAndTheSmallerOfTwo()
    {
        var folder = Directory.CreateTempSubdirectory();
        using var data = DataDirectory.Open(folder.FullName);
        using var key = LedgerKey.OpenOrCreate(data);
        for (var i = 0; i < 100; i++)
        {
            // Half of all signatures have the greater s at first; Verify refuses those.
            var signature = key.Sign($"text {i}");
            Assert.True(LedgerKey.Verify(key.PublicKey, $"text {i}", signature));
            Assert.False(LedgerKey.Verify(key.PublicKey, $"text {i + 1}", signature));
        }

        using var again = LedgerKey.OpenOrCreate(data);
        Assert.Equal(key.Id, again.Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.Keys, "ledger.pem")));
        File.WriteAllText(Path.Combine(data.Keys, "ledger.pem"), "nonsense");
        Assert.Contains("restore it", Assert.Throws<DataDirectoryException>(() => LedgerKey.OpenOrCreate(data)).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
