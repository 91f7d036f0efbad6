using Microsoft.Extensions.Time.Testing;
using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class LeaseTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Take_HeldByAnother_WaitsForItsEnd(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind);
        var first = await TakeAsync(state, "a");
        Assert.Equal(1, first!.Epoch);
        Assert.Null(await TakeAsync(state, "b"));
        _time.Advance(Duration - TimeSpan.FromMilliseconds(1));
        Assert.Null(await TakeAsync(state, "b"));
        await HoldAsync(state, first);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await TakeAsync(state, "b"));
        _time.Advance(Duration);
        Assert.Equal(2, (await TakeAsync(state, "b"))!.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => HoldAsync(state, first));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Hold_LeaseWasTaken_WorkIsUndone(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind);
        var lost = (await TakeAsync(state, "a"))!;
        _time.Advance(2 * Duration);
        await TakeAsync(state, "b");
        await Assert.ThrowsAsync<LeaseLostException>(() => state.Database.WriteAsync(
            async t =>
            {
                await t.ExecuteAsync("INSERT INTO lease (name, owner, epoch, until) VALUES ('effect', '', 0, 0)", Cancel);
                await new LeaseTable(new LeaseOwner("a"), _time).HoldAsync(t, lost, Cancel);
            },
            Cancel));
        Assert.Equal(1, await state.Database.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM lease", Cancel), Cancel));
    }

    [Fact]
    public async Task Take_SameOwnerAgain_FencesOffItsFormerSelf()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite);
        var before = (await TakeAsync(state, "a"))!;
        Assert.Equal(2, (await TakeAsync(state, "a"))!.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => HoldAsync(state, before));
    }

    [Fact]
    public async Task Take_ClockWasSetBackDays_LeaseOfTheDeadCountsAsEnded()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite);
        await TakeAsync(state, "a");
        var yesterday = new FakeTimeProvider(_time.GetUtcNow().AddDays(-3));
        Assert.NotNull(await state.Database.WriteAsync(t => new LeaseTable(new LeaseOwner("b"), yesterday).TakeAsync(t, "x", Duration, Cancel), Cancel));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Take_ManyAtOnce_OneGetsIt(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TakeAsync(state, $"owner{i}"), Cancel)));
        Assert.Single(taken, l => l is not null);
    }

    [Fact]
    public void Owner_DataDirectory_KeepsItsId()
    {
        var folder = Directory.CreateTempSubdirectory();
        using var data = DataDirectory.Open(folder.FullName);
        var owner = LeaseOwner.Of(data, _time);
        Assert.Equal(owner, LeaseOwner.Of(data, _time));
        folder.Delete(recursive: true);
    }

    private Task<Lease?> TakeAsync(StateFixture state, string owner) =>
        state.Database.WriteAsync(t => new LeaseTable(new LeaseOwner(owner), _time).TakeAsync(t, "x", Duration, Cancel), Cancel);

    private Task HoldAsync(StateFixture state, Lease lease) =>
        state.Database.WriteAsync(t => new LeaseTable(new LeaseOwner(lease.Owner), _time).HoldAsync(t, lease, Cancel), Cancel);
}
