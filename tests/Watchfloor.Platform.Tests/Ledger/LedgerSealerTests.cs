using System.Text;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Tests.State;
using static Watchfloor.Platform.Tests.Ledger.LedgerFixture;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class LedgerSealerTests
{
    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Seal_ManyEntries_TreeIsThatOfAllHeaders(StateKind kind)
    {
        await using var ledger = await LedgerFixture.OpenAsync(kind);
        // More than a stored node covers, sealed in several steps.
        await ledger.FillAsync(3);
        await ledger.FillAsync(1);
        await ledger.FillAsync(600);

        var entries = await ledger.ReadAllAsync();
        Assert.Equal(Enumerable.Range(1, 604).Select(i => (long)i), entries.Select(e => e.Position));
        var tree = (await ledger.Database.ReadAsync(s => LedgerTree.ReadAsync(s, Cancel), Cancel))!;
        var stack = new MerkleStack();
        var headers = await ledger.Database.ReadAsync(s => s.QueryAsync("SELECT * FROM ledger_entry ORDER BY position", LedgerRows.Header, Cancel), Cancel);
        headers.ForEach(h => stack.AddLeaf(MerkleStack.LeafHash(h.ToBytes())));
        Assert.Equal(604, tree.Size);
        Assert.Equal(stack.Root(), tree.Root);
        Assert.Equal(604, ledger.Head.Position);
        Assert.True(LedgerKey.Verify(ledger.Key.PublicKey, LedgerTree.Checkpoint(tree.Size, tree.Root, tree.At), tree.Signature));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Seal_WhileManyWrite_PositionsHaveNoGapAndReadersMissNothing(StateKind kind)
    {
        await using var ledger = await LedgerFixture.OpenAsync(kind);
        const int writers = 8;
        const int each = 40;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
                await ledger.Database.WriteAsync(
                    async t =>
                    {
                        await ledger.Writer.AppendAsync(t, new LedgerEntry { Type = "case.commented", Actor = Contracts.Access.Actor.System, Subject = $"{(w * 1000) + i}" }, Cancel);
                        // On PostgreSQL transactions now commit in another order than they inserted.
                        if (kind == StateKind.Postgres && i % 3 == w % 3) await Task.Delay(5, Cancel);
                    },
                    Cancel);
        }, Cancel)));
        var seen = new List<(long Position, string Subject)>();
        var done = false;
        while (!done)
        {
            done = writing.IsCompleted;
            await ledger.SealAllAsync();
            seen.AddRange((await ledger.Reader.ReadAsync(seen.Count == 0 ? 0 : seen[^1].Position, 1000, Contracts.Ledger.LedgerFilter.All, Cancel)).Select(e => (e.Position, e.Subject)));
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, writers * each).Select(i => (long)i), seen.Select(s => s.Position));
        Assert.Equal(writers * each, seen.Select(s => s.Subject).Distinct().Count());
    }

    [Fact]
    public async Task Seal_LongTransactionCommitsLate_ItsEntryFollowsTheOnesSealedBefore()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Postgres);
        var isInserted = new TaskCompletionSource();
        var mayCommit = new TaskCompletionSource();
        var slow = ledger.Database.WriteAsync(
            async t =>
            {
                await ledger.Writer.AppendAsync(t, new LedgerEntry { Type = "slow.one", Actor = Contracts.Access.Actor.System }, Cancel);
                isInserted.TrySetResult();
                await mayCommit.Task;
            },
            Cancel);
        await isInserted.Task;
        await ledger.WriteAsync("quick.one");
        await ledger.SealAllAsync();
        Assert.Equal(["quick.one"], (await ledger.ReadAllAsync()).Select(e => e.Type));
        mayCommit.SetResult();
        await slow;
        await ledger.SealAllAsync();
        Assert.Equal(["quick.one", "slow.one"], (await ledger.ReadAllAsync()).Select(e => e.Type));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Seal_TwoServers_OnlyTheHolderOfTheLeaseDoes(StateKind kind)
    {
        await using var ledger = await LedgerFixture.OpenAsync(kind);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var (one, two) = (ledger.NewSealer("one", time), ledger.NewSealer("two", time));
        await ledger.WriteAsync();
        Assert.Equal(1, await one.SealAsync(Cancel));
        await ledger.WriteAsync();
        Assert.Equal(0, await two.SealAsync(Cancel));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(1, await two.SealAsync(Cancel));
        await ledger.WriteAsync();
        Assert.Equal(0, await one.SealAsync(Cancel));
        await two.ReleaseAsync(Cancel);
        Assert.Equal(1, await one.SealAsync(Cancel));
    }

    [Fact]
    public async Task Seal_TreeWasChangedFromOutside_NothingIsSignedOnTopOfIt()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(3);
        await ledger.Database.WriteAsync(t => t.ExecuteAsync("UPDATE ledger_tree SET root = @root", Cancel, ("root", new byte[32])), Cancel);
        await ledger.WriteAsync();
        foreach (var sealer in new[] { ledger.Sealer, ledger.NewSealer("one") })
        {
            var fault = await Assert.ThrowsAsync<InvalidDataException>(() => sealer.SealAsync(Cancel));
            Assert.Contains("changed from outside", fault.Message, StringComparison.Ordinal);
        }

        var refused = await ledger.Exporter.PrepareAsync(null, null, Cancel);
        Assert.Equal("ledger.changed_outside", refused.Error?.Code);
    }

    [Fact]
    public async Task Register_AnotherKey_IsAFactInTheLedger()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        File.Delete(Path.Combine(ledger.Data.Keys, "ledger.pem"));
        using var other = LedgerKey.OpenOrCreate(ledger.Data);
        var keys = new LedgerKeys(ledger.Database, other, ledger.Writer, ledger.Time);
        await keys.RegisterAsync(Cancel);
        await keys.RegisterAsync(Cancel);
        await ledger.SealAllAsync();
        var entry = Assert.Single(await ledger.ReadAllAsync());
        Assert.Equal(("ledger.key_added", other.Id), (entry.Type, entry.Subject));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Read_Filters_GiveWhatIsAskedFor(StateKind kind)
    {
        await using var ledger = await LedgerFixture.OpenAsync(kind);
        foreach (var type in new[] { "user.added", "user.removed", "users.counted", "case.opened" }) await ledger.WriteAsync(type);
        await ledger.SealAllAsync();

        Assert.Equal(["user.added", "user.removed"], await Types(new() { Types = ["user.*"] }));
        Assert.Equal(["user.removed", "case.opened"], await Types(new() { Types = ["case.opened", "user.removed"] }));
        Assert.Equal(4, (await Types(new() { Subject = UserId })).Length);
        Assert.Empty(await Types(new() { Subject = "1" }));
        Assert.Empty(await Types(new() { Types = ["user"] }));
        Assert.Equal(["user.removed", "users.counted"], (await ledger.Reader.ReadAsync(1, 2, Contracts.Ledger.LedgerFilter.All, Cancel)).Select(e => e.Type));

        async Task<string[]> Types(Contracts.Ledger.LedgerFilter filter) => [.. (await ledger.Reader.ReadAsync(0, 10, filter, Cancel)).Select(e => e.Type)];
    }

    [Fact]
    public async Task PositionOf_UnsealedEntry_WaitsForTheSealer()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(2);
        var id = await ledger.WriteAsync();
        var position = ledger.Reader.PositionOfAsync(id, Cancel);
        var reached = ledger.Reader.WaitForPositionAsync(3, Cancel);
        Assert.False(position.IsCompleted || reached.IsCompleted);
        await ledger.SealAllAsync();
        Assert.Equal(3, await position);
        await reached;
    }

    [Fact]
    public void Header_Bytes_AreTheCanonicalLine()
    {
        var header = new LedgerHeader { Id = "i", Type = "a.b", At = 7, Actor = "user:u", Subject = "s", Space = "main", Scope = "", PayloadHash = [1, 255] };
        Assert.Equal("""{"id":"i","type":"a.b","at":7,"actor":"user:u","subject":"s","space":"main","scope":"","payload":"01ff"}""", Encoding.UTF8.GetString(header.ToBytes()));
    }
}
