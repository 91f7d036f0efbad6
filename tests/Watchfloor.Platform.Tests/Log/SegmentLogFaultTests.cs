using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>What the log answers, and when, on a disk that waits or fails.</summary>
public sealed class SegmentLogFaultTests : IDisposable
{
    private const int InputOutput = 5;

    // For a hanging test only.
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TestDisk _disk = new();
    private readonly ManualResetEventSlim _reached = new();
    private readonly ManualResetEventSlim _mayGoOn = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _reached.Dispose();
        _mayGoOn.Dispose();
    }

    [Fact]
    public async Task Append_SyncNotDone_IsNeitherAnsweredNorRead()
    {
        await using var log = Open();
        await log.AddAsync(1);
        var end = log.End;
        using var reader = log.Read(end);
        _disk.Fault = call =>
        {
            if (call != "sync") return null;
            _reached.Set();
            Assert.True(_mayGoOn.Wait(_deadline));
            return null;
        };
        var append = log.AppendAsync(2).AsTask();
        Assert.True(_reached.Wait(_deadline, Cancellation), "nothing was synced");
        Assert.Equal("write", _disk.Calls[^2]);
        Assert.False(append.IsCompleted);
        Assert.Equal(end, log.End);
        Assert.False(reader.TryRead(out _));
        _mayGoOn.Set();
        Assert.True((await append).IsDurable);
        Assert.Equal([2], reader.ReadAll().Numbers());
    }

    [Fact]
    public async Task Append_ManyWait_OneWriteAndOneSync()
    {
        await using var log = Open();
        await log.AddAsync(0);
        _disk.Fault = _ =>
        {
            Assert.True(_mayGoOn.Wait(_deadline));
            return null;
        };
        var before = _disk.Calls.Count;
        var first = log.AppendAsync(1).AsTask();
        await Eventually.TrueAsync(() => _disk.Calls.Count > before);
        var others = Enumerable.Range(2, 99).Select(i => log.AppendAsync(i).AsTask()).ToList();
        _mayGoOn.Set();
        await first;
        Assert.All(await Task.WhenAll(others), r => Assert.True(r.IsDurable));
        Assert.Equal(["write", "sync", "write", "sync"], _disk.Calls.Skip(before));
    }

    [Fact]
    public async Task Segment_Made_IsOnDiskWithItsNameBeforeAnEntry()
    {
        await using var log = Open();
        await log.AddAsync(1);
        Assert.Equal(["delete", "create", "write", "sync", "rename", "sync folder", "write", "sync"], _disk.Calls);
    }

    [Fact]
    public async Task Append_MoreThanMayWait_IsBusy()
    {
        await using var log = SegmentLog.Open(_folder, new EventLogOptions { MaxWaitingEntries = 3, MaxWaitingBytes = 1000 }, TimeProvider.System, _disk);
        _disk.Fault = _ =>
        {
            Assert.True(_mayGoOn.Wait(_deadline));
            return null;
        };
        // One entry may always wait.
        var taken = new List<Task<AppendResult>> { log.AppendAsync(1, 5000).AsTask() };
        Assert.Equal(AppendOutcome.Busy, (await log.AppendAsync(2, 10)).Outcome);
        _mayGoOn.Set();
        await Task.WhenAll(taken);
        _mayGoOn.Reset();
        for (var i = 3; i < 6; i++) taken.Add(log.AppendAsync(i, 10).AsTask());
        Assert.Equal(AppendOutcome.Busy, (await log.AppendAsync(6, 10)).Outcome);
        _mayGoOn.Set();
        await Task.WhenAll(taken);
        await log.AddAsync(7);
        Assert.Equal([1, 3, 4, 5, 7], log.ReadAll().Numbers());
    }

    [Fact]
    public async Task Append_CancelledWhileItWaits_IsNotInTheLog()
    {
        await using var log = Open();
        _disk.Fault = _ =>
        {
            Assert.True(_mayGoOn.Wait(_deadline));
            return null;
        };
        var first = log.AppendAsync(1).AsTask();
        await Eventually.TrueAsync(() => _disk.Calls.Count > 0);
        using var source = new CancellationTokenSource();
        var second = log.AppendAsync(Entries.Make(2), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _mayGoOn.Set();
        await first;
        await log.AddAsync(3);
        Assert.Equal([1, 3], log.ReadAll().Numbers());
    }

    [Fact]
    public async Task Append_CancelledWhileItIsWritten_WaitsForTheDisk()
    {
        await using var log = Open();
        await log.AddAsync(1);
        _disk.Fault = _ =>
        {
            _reached.Set();
            Assert.True(_mayGoOn.Wait(_deadline));
            return null;
        };
        using var source = new CancellationTokenSource();
        var append = log.AppendAsync(Entries.Make(2), source.Token).AsTask();
        Assert.True(_reached.Wait(_deadline, Cancellation));
        await source.CancelAsync();
        Assert.False(append.IsCompleted);
        _mayGoOn.Set();
        Assert.True((await append).IsDurable);
    }

    [Theory]
    [InlineData("write", InputOutput, false, AppendOutcome.Failed)]
    [InlineData("write", InputOutput, true, AppendOutcome.Failed)]
    [InlineData("write", LogDisk.NoSpace, false, AppendOutcome.Full)]
    [InlineData("sync", InputOutput, false, AppendOutcome.Failed)]
    [InlineData("sync", InputOutput, true, AppendOutcome.Failed)]
    [InlineData("sync", LogDisk.NoQuota, true, AppendOutcome.Full)]
    public async Task Append_DiskFailsOnce_IsRefusedForEverAndTheLogGoesOn(string call, int errno, bool afterwards, object outcome)
    {
        List<(int, long)> kept = [];
        await using (var log = Open())
        {
            for (var i = 0; i < 10; i++) kept.Add((i, await log.AddAsync(i)));
            FailOnce(call, errno, afterwards);
            Assert.Equal(outcome, (await log.AppendAsync(10)).Outcome);
            Assert.Equal(kept, log.ReadAll());
            using (var crashed = _folder.Copy())
            await using (var after = SegmentLog.Open(crashed, Entries.Small, TimeProvider.System))
                Assert.Equal(kept, after.ReadAll());

            for (var i = 11; i < 20; i++) kept.Add((i, await log.AddAsync(i)));
            Assert.Equal(kept, log.ReadAll());
            Assert.Equal(2, _folder.Segments.Count);
        }

        await using var again = Open();
        Assert.Equal(kept, again.ReadAll());
        Assert.Empty(again.Damage);
    }

    [Fact]
    public async Task Append_DiskFailsOnAndOn_IsAnsweredOnlyWhenItCannotComeBack()
    {
        await using var log = Open();
        var kept = new List<(int, long)> { (1, await log.AddAsync(1)) };
        var isBroken = true;
        _disk.Fault = call => Volatile.Read(ref isBroken) && call is "sync" or "create" ? TestDisk.Error(InputOutput) : null;
        var before = _disk.Calls.Count;
        var refused = log.AppendAsync(2).AsTask();
        // The second attempt to end the segment: the first answer would have come before.
        await Eventually.TrueAsync(() => _disk.Calls.Skip(before).Count(c => c == "create") >= 2);
        Assert.False(refused.IsCompleted);
        Assert.Equal(AppendOutcome.Failed, (await log.AppendAsync(3)).Outcome);
        Volatile.Write(ref isBroken, false);
        Assert.Equal(AppendOutcome.Failed, (await refused).Outcome);
        using (var crashed = _folder.Copy())
        await using (var after = SegmentLog.Open(crashed, Entries.Small, TimeProvider.System))
            Assert.Equal(kept, after.ReadAll());
        kept.Add((4, await log.AddAsync(4)));
        Assert.Equal(kept, log.ReadAll());
    }

    [Fact]
    public async Task Append_SegmentCannotBeEnded_TheNewOneSaysWhereItEnds()
    {
        List<(int, long)> kept = [];
        await using (var log = Open())
        {
            kept.Add((1, await log.AddAsync(1)));
            // The entry's sync fails, and both attempts to write the last frame; the new segment can be made.
            int writes = 0, syncs = 0;
            _disk.Fault = call => (call == "write" && ++writes is 2 or 4) || (call == "sync" && ++syncs == 1) ? TestDisk.Error(InputOutput) : null;
            Assert.Equal(AppendOutcome.Failed, (await log.AppendAsync(2)).Outcome);
            kept.Add((3, await log.AddAsync(3)));
            Assert.Equal(5, writes);
        }

        // The refused entry stands whole in the old file.
        using (var alone = new TemporaryFolder())
        {
            File.Copy(_folder.Segments[0], Path.Combine(alone, Path.GetFileName(_folder.Segments[0])));
            await using var old = SegmentLog.Open(alone, Entries.Small, TimeProvider.System);
            Assert.Equal([1, 2], old.ReadAll().Numbers());
        }

        await using var again = Open();
        Assert.Equal(kept, again.ReadAll());
    }

    [Fact]
    public async Task Close_InDoubt_GivesNoAnswer()
    {
        var log = Open();
        await log.AddAsync(1);
        _disk.Fault = call => call is "sync" or "create" ? TestDisk.Error(InputOutput) : null;
        var unknown = log.AppendAsync(2).AsTask();
        await log.DisposeAsync();
        var error = await Assert.ThrowsAsync<IOException>(() => unknown);
        Assert.Contains("opened again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_DiskFull_IsFullUntilThereIsSpace()
    {
        await using var log = Open();
        _disk.FreeBytes = 1 << 20;
        Assert.Equal(AppendOutcome.Full, (await log.AppendAsync(1)).Outcome);
        _disk.FreeBytes = null;
        _disk.Fault = call => call == "create" ? TestDisk.Error(LogDisk.NoSpace) : null;
        Assert.Equal(AppendOutcome.Full, (await log.AppendAsync(2)).Outcome);
        _disk.Fault = null;
        await log.AddAsync(3);
        Assert.Equal([3], log.ReadAll().Numbers());
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("sync")]
    [InlineData("rename")]
    [InlineData("sync folder")]
    public async Task Segment_CannotBeMade_LeavesNothingBehind(string call)
    {
        await using var log = Open();
        FailOnce(call, InputOutput, afterwards: true);
        Assert.Equal(AppendOutcome.Failed, (await log.AppendAsync(1)).Outcome);
        Assert.Empty(Directory.GetFiles(_folder));
        await log.AddAsync(2);
        Assert.Equal([2], log.ReadAll().Numbers());
    }

    [Fact]
    public async Task Read_BlockThatCannotBeRead_IsSkippedAndReported()
    {
        await using var log = Open();
        List<(int Number, long Offset)> kept = [];
        for (var i = 0; i < 50; i++) kept.Add((i, await log.AddAsync(i, 10_000)));
        var bad = kept[20].Offset + 5000;
        _disk.Fault = call => call.Split(' ') is ["read", var at, var count] && long.Parse(at) <= bad && long.Parse(at) + long.Parse(count) > bad ? TestDisk.Error(InputOutput) : null;
        Assert.Equal(kept.Where(e => e.Number != 20), log.ReadAll());
        Assert.Equal(kept.Where(e => e.Number != 20), log.ReadAll());
        var damage = Assert.Single(log.Damage);
        Assert.Equal((kept[20].Offset, kept[21].Offset), (damage.From, damage.To));
    }

    private void FailOnce(string call, int errno, bool afterwards)
    {
        var left = 1;
        _disk.FailsAfterwards = () => afterwards;
        _disk.Fault = c => c == call && Interlocked.Decrement(ref left) == 0 ? TestDisk.Error(errno) : null;
    }

    private SegmentLog Open() => SegmentLog.Open(_folder, Entries.Small, TimeProvider.System, _disk);
}
