using System.Text;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.State;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class IntakeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_SameKeyWhileTheFirstIsWritten_WaitsForWhatBecomesOfIt()
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Close();

        var first = TakeAsync(host, "one", key: 7);
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        var second = TakeAsync(host, "one", key: 7);
        var third = TakeAsync(host, "two", key: 8);
        await Eventually.TrueAsync(() => host.Log.Asked == 2);
        Assert.False(first.IsCompleted || second.IsCompleted);
        host.Log.Open();

        Assert.Equal((IntakeOutcome.Accepted, 0), ((await first).Outcome, (await first).Repeated));
        Assert.Equal((IntakeOutcome.Accepted, 1), ((await second).Outcome, (await second).Repeated));
        await third;
        Assert.Equal(["one", "two"], host.Log.Lines.Order());
    }

    [Fact]
    public async Task Take_SameKeyAndTheFirstFails_IsWrittenByTheSecond()
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Close();
        host.Log.Outcome = AppendOutcome.Failed;

        var first = TakeAsync(host, "one", key: 7);
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        var second = TakeAsync(host, "one", key: 7);
        host.Log.Open();
        Assert.Equal(IntakeOutcome.Failed, (await first).Outcome);
        await second;
        host.Log.Outcome = AppendOutcome.Durable;

        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "one", key: 7)).Outcome);
        Assert.Equal(["one"], host.Log.Lines);
    }

    [Fact]
    public async Task Take_SameKeyAfterARestart_IsLeftOut()
    {
        var log = new MemoryLog();
        var folder = Directory.CreateTempSubdirectory("watchfloor-keys-");
        try
        {
            string source;
            await using (var host = await InputHost.StartAsync(log: log, data: folder.FullName))
            {
                source = host.Get<SourceDirectory>().Default("http").Id;
                await TakeAsync(host, "one", key: 7);
            }

            await using var next = await InputHost.StartAsync(log: log, data: folder.FullName);
            Assert.Equal(source, next.Get<SourceDirectory>().Default("http").Id);
            Assert.Equal((IntakeOutcome.Accepted, 1), ((await TakeAsync(next, "one", key: 7)) is var again ? again.Outcome : default, again.Repeated));
            Assert.Equal(["one"], log.Lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RecentKeys_Mark_LeavesOutOnlyWhatIsOlderThanTheWindow()
    {
        var time = new FakeTimeProvider(Noon);
        var log = new MemoryLog();
        var folder = Directory.CreateTempSubdirectory("watchfloor-keys-");
        try
        {
            await using (var host = await InputHost.StartAsync(time: time, log: log, data: folder.FullName))
            {
                var recent = host.Get<RecentKeys>();
                await TakeAsync(host, "one", key: 1);
                recent.Note();
                time.Advance(TimeSpan.FromMinutes(6));
                await TakeAsync(host, "two", key: 2);
                recent.Note();
                time.Advance(TimeSpan.FromMinutes(6));
                await TakeAsync(host, "three", key: 3);
                recent.Note();
            }

            await using var next = await InputHost.StartAsync(time: time, log: log, data: folder.FullName);
            Assert.Equal(2, next.Get<KeyWindow>().Count);
            Assert.Equal(1, (await TakeAsync(next, "two", key: 2)).Repeated);
            Assert.Equal(1, (await TakeAsync(next, "three", key: 3)).Repeated);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Take_SameKeyAfterTheWindow_IsTakenAgain()
    {
        var time = new FakeTimeProvider(Noon);
        await using var host = await InputHost.StartAsync(time: time);

        await TakeAsync(host, "one", key: 7);
        time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal(1, (await TakeAsync(host, "one", key: 7)).Repeated);
        time.Advance(TimeSpan.FromMinutes(0.2));

        Assert.Equal(0, (await TakeAsync(host, "one", key: 7)).Repeated);
    }

    [Fact]
    public async Task Take_LongBodyCutByACrash_WritesOnlyThePiecesThatAreMissing()
    {
        var log = new MemoryLog();
        await using var host = await InputHost.StartAsync(o => o.Intake.EntryBytes = 1 << 10, log: log);
        var body = string.Concat(Enumerable.Range(0, 300).Select(n => $"{n:00000000}\n"));
        var pieces = BodyCut.Pieces(Encoding.UTF8.GetBytes(body), [], 1 << 10);
        var window = host.Get<KeyWindow>();
        // As if the program had died when every other piece was on disk.
        for (var i = 0; i < pieces.Count; i += 2) window.Remember([SendingKey.OfPiece(7, i)]);

        await TakeAsync(host, body, key: 7, events: 300);

        Assert.Equal(pieces.Count / 2, log.Batches.Count);
        Assert.Equal(
            Enumerable.Range(0, pieces.Count).Where(i => i % 2 == 1).Select(i => body[pieces[i - 1]..pieces[i]]),
            log.Batches.Select(b => Encoding.UTF8.GetString(b.Body.Span)));
    }

    [Fact]
    public async Task KeyWindow_TooManyKeys_ForgetsTheOldestAndSaysSo()
    {
        var window = new KeyWindow(new FakeTimeProvider(), TimeSpan.FromMinutes(10), 3);

        window.Remember([1, 2]);
        window.Remember([3]);
        window.Remember([4]);
        var claim = await window.ClaimAsync([1, 2, 3, 4]);

        Assert.Equal([true, true, false, false], claim.Fresh);
        Assert.Equal(2, window.ForgottenEarly);
    }

    [Fact]
    public async Task Quota_EventsASecond_ComeBackWithTime()
    {
        var time = new FakeTimeProvider(Noon);
        await using var host = await InputHost.StartAsync(time: time);
        var source = await AddAsync(host, s => s with { EventsPerSecond = 100 });

        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "a", source: source, events: 60)).Outcome);
        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "b", source: source, events: 140)).Outcome);
        var refused = await TakeAsync(host, "c", source: source, events: 1);
        Assert.Equal(IntakeOutcome.OverQuota, refused.Outcome);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
        time.Advance(refused.RetryAfter);

        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "c", source: source, events: 1)).Outcome);
        Assert.Equal(["a", "b", "c"], host.Log.Lines);
    }

    [Fact]
    public async Task Quota_OfWhatDidNotComeToDisk_IsGivenBack()
    {
        await using var host = await InputHost.StartAsync(time: new FakeTimeProvider(Noon));
        var source = await AddAsync(host, s => s with { EventsPerSecond = 10, BytesPerDay = 10 });
        host.Log.Outcome = AppendOutcome.Full;
        Assert.Equal(IntakeOutcome.Full, (await TakeAsync(host, "12345678", source: source, events: 10)).Outcome);
        host.Log.Outcome = AppendOutcome.Durable;

        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "12345678", source: source, events: 10)).Outcome);
    }

    [Fact]
    public void SendingKey_OfAnotherSourceOrIndexOrKind_IsAnother()
    {
        UInt128[] keys =
        [
            SendingKey.OfBatch("a", "1"), SendingKey.OfBatch("b", "1"), SendingKey.OfBatch("a", "2"), SendingKey.OfBatch("a1", ""),
            SendingKey.OfDocument("a", "", "1"), SendingKey.OfDocument("b", "", "1"), SendingKey.OfDocument("a", "1", ""), SendingKey.OfDocument("a", "", "2"),
            SendingKey.OfPiece(SendingKey.OfBatch("a", "1"), 1), SendingKey.OfPiece(SendingKey.OfBatch("a", "1"), 2),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(SendingKey.OfBatch("a", "1"), SendingKey.OfBatch("a", "1"));
    }

    [Fact]
    public async Task Quota_BytesADay_HoldsOverARestartAndEndsAtMidnight()
    {
        var time = new FakeTimeProvider(Noon);
        var folder = Directory.CreateTempSubdirectory("watchfloor-quota-");
        try
        {
            string source;
            await using (var host = await InputHost.StartAsync(time: time, data: folder.FullName))
            {
                source = await AddAsync(host, s => s with { BytesPerDay = 10 });
                Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, "12345678", source: source)).Outcome);
            }

            await using var next = await InputHost.StartAsync(time: time, data: folder.FullName);
            var refused = await TakeAsync(next, "123", source: source);
            Assert.Equal((IntakeOutcome.OverQuota, TimeSpan.FromHours(12)), (refused.Outcome, refused.RetryAfter));
            Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(next, "12", source: source)).Outcome);
            time.Advance(refused.RetryAfter);
            Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(next, "123", source: source)).Outcome);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Take_MoreThanMayWait_IsRefusedUntilThereIsRoom()
    {
        await using var host = await InputHost.StartAsync(o => o.Intake.MaxWaitingBytes = 1 << 20);
        host.Log.Close();
        var half = new string('x', 600 << 10);

        var first = TakeAsync(host, half);
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        Assert.Equal(IntakeOutcome.Busy, (await TakeAsync(host, half)).Outcome);
        host.Log.Open();
        await first;

        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, half)).Outcome);
    }

    [Fact]
    public async Task Take_RecordLongerThanAnEntryMayBe_IsRefused()
    {
        await using var host = await InputHost.StartAsync(o => (o.Intake.EntryBytes, o.Intake.MaxRecordBytes) = (1 << 10, 2 << 10));

        Assert.Equal(IntakeOutcome.TooLarge, (await TakeAsync(host, new string('x', 3 << 10))).Outcome);
        Assert.Equal(IntakeOutcome.Accepted, (await TakeAsync(host, new string('x', 2 << 10))).Outcome);
    }

    [Fact]
    public async Task Counts_OfASource_SayWhatCameAndWhatWasRefused()
    {
        var time = new FakeTimeProvider(Noon);
        await using var host = await InputHost.StartAsync(time: time);
        var source = await AddAsync(host, s => s with { BytesPerDay = 10 });

        await TakeAsync(host, "12345", source: source, events: 2, key: 1);
        await TakeAsync(host, "12345", source: source, events: 2, key: 1);
        await TakeAsync(host, "1234567", source: source, events: 3);
        var (totals, refused) = host.Get<TrafficTable>().Of(source).Read();

        Assert.Equal((2, 5, 2, Noon, "192.0.2.1"), (totals.Events, totals.Bytes, totals.Repeated, totals.LastSeen, totals.LastSender));
        Assert.Equal([new KeyValuePair<string, long>("over_quota", 3)], refused);
    }

    private static async Task<string> AddAsync(InputHost host, Func<Source, Source> change)
    {
        var source = change(new Source { Id = Guid.CreateVersion7().ToString(), Name = "s", Kind = "http" });
        await host.Get<StateDatabase>().WriteAsync(t => SourceTable.InsertAsync(t, source, Cancellation), Cancellation);
        await host.Get<SourceDirectory>().RefreshAsync(Cancellation);
        return source.Id;
    }

    private static async Task<IntakeResult> TakeAsync(InputHost host, string body, UInt128? key = null, string? source = null, int events = 1) =>
        await host.Get<IIntake>().TakeAsync(
            new IntakeBatch
            {
                SourceId = source ?? host.Get<SourceDirectory>().Default("http").Id,
                Input = "http",
                Format = "text",
                Sender = "192.0.2.1",
                Events = events,
                Body = Encoding.UTF8.GetBytes(body),
                Key = key,
            },
            Cancellation);
}
