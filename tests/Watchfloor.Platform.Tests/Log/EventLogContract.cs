using Microsoft.Extensions.Time.Testing;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>What every event log keeps to.</summary>
public abstract class EventLogContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the log in a folder.</summary>
    protected abstract IEventLog Open(string folder, EventLogOptions options, TimeProvider time);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Open_EmptyFolder_IsEmpty()
    {
        await using var log = Open();
        using var reader = log.Read(log.Start);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(log.Start, log.End);
        Assert.Empty(log.Damage);
        Assert.Equal(0, log.Fullness);
    }

    [Fact]
    public async Task Append_ThenRead_GivesTheSame()
    {
        await using var log = Open();
        List<(int, long)> appended = [];
        foreach (var (number, length) in new[] { (1, 4), (2, 5), (3, 8), (4, 200_000), (5, 17_000), (6, 100), (7, 256 << 10) })
            appended.Add((number, await log.AddAsync(number, length)));
        Assert.Equal(appended, log.ReadAll());
        Assert.Equal(appended[0].Item2, log.Start);
        Assert.Equal(log.End, appended[^1].Item2 + FrameLength(log, appended[^1].Item2));
    }

    [Fact]
    public async Task Append_EmptyPayload_IsAnEntry()
    {
        await using var log = Open();
        var result = await log.AppendAsync(new LogEntry(LogEntryKind.Batch, 5, default), Cancellation);
        using var reader = log.Read(0);
        Assert.True(result.IsDurable && reader.TryRead(out var frame) && frame.Payload.IsEmpty && frame.ReceivedMs == 5 && frame.Offset == result.Offset);
    }

    [Fact]
    public async Task Append_TooLong_IsAnError()
    {
        await using var log = Open();
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(1, (256 << 10) + 1));
        Assert.Contains("262144", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xF0)]
    public async Task Append_KindOfNoEntry_IsAnError(byte kind)
    {
        await using var log = Open();
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(new LogEntry((LogEntryKind)kind, 0, default), Cancellation));
    }

    [Fact]
    public async Task Append_AlreadyCancelled_IsNotInTheLog()
    {
        await using var log = Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync(Entries.Make(1), new CancellationToken(true)));
        await log.AddAsync(2);
        Assert.Equal([2], log.ReadAll().Numbers());
    }

    [Fact]
    public async Task Append_AfterDispose_IsAnError()
    {
        var log = Open();
        await log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(1));
    }

    [Fact]
    public async Task Dispose_EntriesWait_WritesThem()
    {
        var log = Open();
        var appends = Enumerable.Range(0, 500).Select(i => log.AppendAsync(i).AsTask()).ToList();
        await log.DisposeAsync();
        var results = await Task.WhenAll(appends);
        Assert.All(results, r => Assert.True(r.IsDurable));
        await using var again = Open();
        Assert.Equal(Enumerable.Range(0, 500), again.ReadAll().Numbers());
    }

    [Fact]
    public async Task Reopen_ManyTimes_KeepsEntriesAndOffsets()
    {
        List<(int, long)> appended = [];
        for (var round = 0; round < 5; round++)
        {
            await using var log = Open();
            Assert.Equal(appended, log.ReadAll());
            var end = log.End;
            for (var i = 0; i < 30; i++) appended.Add(((round * 100) + i, await log.AddAsync((round * 100) + i, 10_000 * (i % 13))));
            Assert.True(appended[^30].Item2 >= end);
            Assert.Empty(log.Damage);
        }
    }

    [Fact]
    public async Task Append_ManyAtOnce_EachIsThereOnceInItsCallersOrder()
    {
        await using var log = Open();
        using var reader = log.Read(0);
        var read = Task.Run(async () =>
        {
            List<(int Number, long Offset)> all = [];
            while (all.Count < 32 * 200)
            {
                await reader.WaitAsync(Cancellation);
                all.AddRange(reader.ReadAll());
            }

            return all;
        });
        var callers = Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            List<(int, long)> mine = [];
            for (var i = 0; i < 200; i++) mine.Add(((caller * 1000) + i, await log.AddAsync((caller * 1000) + i, (i * 37) % 3000)));
            return mine;
        }));
        var appended = (await Task.WhenAll(callers)).SelectMany(c => c).OrderBy(e => e.Item2).ToList();
        Assert.Equal(appended, await read);
        Assert.Equal(appended, log.ReadAll());
        foreach (var caller in appended.GroupBy(e => e.Item1 / 1000)) Assert.Equal(caller.Select(e => e.Item1).Order(), caller.Select(e => e.Item1));
    }

    [Fact]
    public async Task Append_OneCallerWithoutWaiting_KeepsTheOrder()
    {
        await using var log = Open();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => log.AddAsync(i, 50)));
        Assert.Equal(Enumerable.Range(0, 2000), log.ReadAll().Numbers());
    }

    [Fact]
    public async Task Append_ThenReadAtOnce_SeesIt()
    {
        await using var log = Open();
        using var reader = log.Read(0);
        for (var i = 0; i < 100; i++)
        {
            var offset = await log.AddAsync(i);
            Assert.True(reader.TryRead(out var frame));
            Assert.Equal(offset, frame.Offset);
            Assert.False(reader.TryRead(out _));
            Assert.Equal(log.End, reader.Position);
        }
    }

    [Fact]
    public async Task Read_FromAnywhere_BeginsWithTheNextEntry()
    {
        await using var log = Open();
        List<(int Number, long Offset)> appended = [];
        for (var i = 0; i < 40; i++) appended.Add((i, await log.AddAsync(i, 60_000)));
        foreach (var (number, offset) in appended)
        {
            Assert.Equal(appended.Skip(number), log.ReadAll(offset));
            Assert.Equal(appended.Skip(number + 1), log.ReadAll(offset + 1));
            Assert.Equal(appended.Skip(number + 1), log.ReadAll(offset + 800));
        }

        Assert.Empty(log.ReadAll(log.End));
        Assert.Empty(log.Damage);
    }

    [Fact]
    public async Task Read_FromBeyondTheEnd_BeginsWithTheNextAppended()
    {
        await using var log = Open();
        await log.AddAsync(1);
        using var reader = log.Read(long.MaxValue);
        Assert.False(reader.TryRead(out _));
        await log.AddAsync(2);
        Assert.Equal([2], reader.ReadAll().Numbers());
    }

    [Fact]
    public async Task Wait_NothingNew_EndsWithTheNextEntry()
    {
        await using var log = Open();
        await log.AddAsync(1);
        using var reader = log.Read(log.End);
        var waiting = reader.WaitAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        await log.AddAsync(2);
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal([2], reader.ReadAll().Numbers());
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        await using var log = Open();
        using var reader = log.Read(log.End);
        using var source = new CancellationTokenSource();
        var waiting = reader.WaitAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Wait_LogClosed_Ends()
    {
        var log = Open();
        using var reader = log.Read(log.End);
        var waiting = reader.WaitAsync(Cancellation).AsTask();
        await log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public async Task Release_Everything_ReturnsSpaceAndKeepsOffsetsRising()
    {
        long end;
        await using (var log = Open())
        {
            for (var i = 0; i < 100; i++) await log.AddAsync(i, 100_000);
            var full = log.Fullness;
            log.Release(log.End);
            Assert.True(log.Fullness < full / 5, $"{log.Fullness} of {full} is still in use");
            Assert.True(log.Start > 0);
            Assert.Equal(log.ReadAll()[0].Offset, log.Start);
            end = log.End;
        }

        await using (var log = Open())
        {
            log.Release(log.End);
            Assert.True(await log.AddAsync(1) >= end);
        }
    }

    [Fact]
    public async Task Release_UpToAnOffset_KeepsWhatFollows()
    {
        await using var log = Open();
        List<(int Number, long Offset)> appended = [];
        for (var i = 0; i < 100; i++) appended.Add((i, await log.AddAsync(i, 100_000)));
        foreach (var (number, offset) in appended)
        {
            log.Release(offset);
            Assert.Equal(appended.Skip(number), log.ReadAll(offset));
        }
    }

    [Fact]
    public async Task Release_UnderAReader_LetsItGoOn()
    {
        await using var log = Open();
        for (var i = 0; i < 100; i++) await log.AddAsync(i, 100_000);
        using var reader = log.Read(0);
        Assert.True(reader.TryRead(out _));
        log.Release(log.End);
        var rest = reader.ReadAll().Numbers().ToList();
        Assert.Equal(99, rest[^1]);
        Assert.Equal(rest.Order(), rest);
    }

    [Fact]
    public async Task Release_KeptByTime_WaitsForIt()
    {
        await using var log = Open(new EventLogOptions { SegmentBytes = 1 << 20, MaxPayloadBytes = 256 << 10, KeepFor = TimeSpan.FromHours(1) });
        for (var i = 0; i < 100; i++) await log.AddAsync(i, 100_000);
        log.Release(log.End);
        Assert.Equal(100, log.ReadAll().Count);
        Time.Advance(TimeSpan.FromMinutes(61));
        log.Release(log.End);
        Assert.True(log.ReadAll().Count < 20);
    }

    [Fact]
    public async Task Release_KeptBySize_KeepsTheNewest()
    {
        await using var log = Open(new EventLogOptions { SegmentBytes = 1 << 20, MaxPayloadBytes = 256 << 10, KeepBytes = 5 << 20 });
        for (var i = 0; i < 100; i++) await log.AddAsync(i, 100_000);
        log.Release(log.End);
        Assert.InRange(log.ReadAll().Count, 50, 75);
    }

    [Fact]
    public async Task Quota_Reached_RefusesAtNineTenthsUntilReleased()
    {
        await using var log = Open(new EventLogOptions { SegmentBytes = 1 << 20, MaxPayloadBytes = 256 << 10, QuotaBytes = 8 << 20 });
        List<(int, long)> taken = [];
        for (var i = 0; i < 200; i++)
        {
            var result = await log.AppendAsync(i, 100_000);
            if (result.IsDurable) taken.Add((i, result.Offset));
            else Assert.Equal(AppendOutcome.Full, result.Outcome);
        }

        Assert.InRange(log.Fullness, 0.7, 0.9);
        Assert.InRange(taken.Count, 60, 76);
        Assert.Equal(taken, log.ReadAll());
        log.Release(log.End);
        for (var i = 300; i < 340; i++) await log.AddAsync(i, 100_000);
    }

    [Fact]
    public async Task Quota_Reached_TakesWhatIsOnlyKept()
    {
        await using var log = Open(new EventLogOptions { SegmentBytes = 1 << 20, MaxPayloadBytes = 256 << 10, QuotaBytes = 8 << 20, KeepFor = TimeSpan.FromDays(9) });
        for (var i = 0; i < 50; i++) await log.AddAsync(i, 100_000);
        log.Release(log.End);
        Assert.Equal(50, log.ReadAll().Count);
        for (var i = 50; i < 100; i++) await log.AddAsync(i, 100_000);
        Assert.Equal(99, log.ReadAll()[^1].Number);
    }

    private protected IEventLog Open(EventLogOptions? options = null) => Open(_folder, options ?? Entries.Small, Time);

    private static long FrameLength(IEventLog log, long offset)
    {
        using var reader = log.Read(offset);
        Assert.True(reader.TryRead(out var frame));
        return frame.Next - frame.Offset;
    }
}
