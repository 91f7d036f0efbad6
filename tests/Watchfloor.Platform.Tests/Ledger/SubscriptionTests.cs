using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.Ledger.Subscriptions;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;
using static Watchfloor.Platform.Tests.Ledger.LedgerFixture;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class SubscriptionTests
{
    private static readonly StateSchema Effects = new("effects", ["CREATE TABLE effect (position BIGINT NOT NULL, name TEXT NOT NULL)"]);

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Step_Entries_AreHandledOnceInOrderAlsoAfterARestart(StateKind kind)
    {
        await using var ledger = await OpenAsync(kind, Effects);
        var subscriber = new Recorder();
        await ledger.FillAsync(5);
        await RunAsync(ledger, subscriber);
        await ledger.FillAsync(LedgerSubscription.MaxBatch + 10);
        await RunAsync(ledger, subscriber);
        await RunAsync(ledger, subscriber);
        Assert.Equal(Enumerable.Range(1, LedgerSubscription.MaxBatch + 15).Select(i => (long)i), await EffectsAsync(ledger));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Step_FailsAfterItsEffect_NeitherEffectNorCursorIsKept(StateKind kind)
    {
        await using var ledger = await OpenAsync(kind, Effects);
        await ledger.FillAsync(3);
        var subscriber = new Recorder { FailsAfter = p => p == 3 };
        var subscription = New(ledger, subscriber);
        Assert.Equal(StepOutcome.Failed, await subscription.StepAsync(3, Cancel));
        Assert.Empty(await EffectsAsync(ledger));
        Assert.Equal(0, await ledger.Database.ReadAsync(s => LedgerCursor.ReadAsync(s, "recorder", Cancel), Cancel));
        subscriber.FailsAfter = _ => false;
        await RunAsync(ledger, subscriber);
        Assert.Equal([1, 2, 3], await EffectsAsync(ledger));
        Assert.Equal(3, await ledger.Database.ReadAsync(s => LedgerCursor.ReadAsync(s, "recorder", Cancel), Cancel));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Step_PoisonEntry_BecomesADeadLetterAndTheRestFollows(StateKind kind)
    {
        await using var ledger = await OpenAsync(kind, Effects);
        await ledger.FillAsync(5);
        var subscriber = new Recorder { FailsAfter = p => p == 3 };
        var outcomes = await RunAsync(ledger, subscriber);
        Assert.Equal([1, 2, 4, 5], await EffectsAsync(ledger));
        Assert.Equal(1 + LedgerSubscription.MaxAttempts - 1, outcomes.Count(o => o == StepOutcome.Failed));
        var letters = Letters(ledger, subscriber);
        var letter = Assert.Single(await letters.ListAsync(null, 10, Cancel));
        Assert.Equal(("recorder", 3, "case.commented", LedgerSubscription.MaxAttempts), (letter.Subscriber, letter.Position, letter.Type, letter.Attempts));
        Assert.Contains("poison", letter.Error, StringComparison.Ordinal);

        Assert.Equal("dead_letter.failed_again", (await letters.RetryAsync(letter.Id, Actor.System, Cancel)).Error!.Code);
        Assert.Equal(LedgerSubscription.MaxAttempts + 1, Assert.Single(await letters.ListAsync(null, 10, Cancel)).Attempts);
        subscriber.FailsAfter = _ => false;
        Assert.Null((await letters.RetryAsync(letter.Id, Actor.System, Cancel)).Error);
        Assert.Equal([1, 2, 3, 4, 5], (await EffectsAsync(ledger)).Order());
        Assert.Empty(await letters.ListAsync(null, 10, Cancel));
        Assert.Equal(ErrorKind.NotFound, (await letters.RetryAsync(letter.Id, Actor.System, Cancel)).Error!.Kind);
        await ledger.SealAllAsync();
        Assert.Equal(("ledger.dead_letter_retried", letter.Id), (await ledger.ReadAllAsync()).Select(e => (e.Type, e.Subject)).Last());
    }

    [Fact]
    public async Task Skip_DeadLetter_IsGivenUpAndRecorded()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite, Effects);
        await ledger.FillAsync(1);
        var subscriber = new Recorder { FailsAfter = _ => true };
        await RunAsync(ledger, subscriber);
        var letters = Letters(ledger, subscriber);
        var letter = Assert.Single(await letters.ListAsync(null, 10, Cancel));
        Assert.Null((await letters.SkipAsync(letter.Id, Actor.System, Cancel)).Error);
        Assert.Empty(await letters.ListAsync(null, 10, Cancel));
        await ledger.SealAllAsync();
        Assert.Equal("ledger.dead_letter_skipped", (await ledger.ReadAllAsync())[^1].Type);
        Assert.Equal(ErrorKind.NotFound, (await letters.SkipAsync(letter.Id, Actor.System, Cancel)).Error!.Kind);
    }

    [Fact]
    public async Task Step_TooManyDeadLetters_SubscriberStops()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite, Effects);
        await ledger.FillAsync(1);
        await ledger.Database.WriteAsync(
            async t =>
            {
                for (var i = 0; i < DeadLetters.MaxPerSubscriber; i++)
                    await t.ExecuteAsync("INSERT INTO ledger_dead_letter (id, subscriber, position, error, attempts, at) VALUES (@id, 'recorder', @p, '', 1, 0)", Cancel, ("id", $"{i}"), ("p", 1_000 + i));
            },
            Cancel);
        var subscription = New(ledger, new Recorder { FailsAfter = _ => true });
        for (var i = 0; i < 2 * LedgerSubscription.MaxAttempts; i++) Assert.Equal(StepOutcome.Failed, await subscription.StepAsync(1, Cancel));
        Assert.Equal(0, subscription.Handled.Position);
    }

    [Fact]
    public async Task Step_OtherTypes_ArePassedWithoutAWrite()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite, Effects);
        await ledger.FillAsync(3);
        await ledger.WriteAsync("alert.raised");
        await ledger.SealAllAsync();
        await RunAsync(ledger, new Recorder { Types = ["alert.*"] });
        Assert.Equal([4], await EffectsAsync(ledger));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Step_TwoServersAtOnce_EachEntryHasOneEffect(StateKind kind)
    {
        await using var ledger = await OpenAsync(kind, Effects);
        await ledger.FillAsync(60);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync(ledger, new Recorder()), Cancel)));
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), await EffectsAsync(ledger));
    }

    private static DeadLetters Letters(LedgerFixture ledger, params ILedgerSubscriber[] subscribers) => new(ledger.Database, subscribers, ledger.Writer, ledger.Time);

    private static LedgerSubscription New(LedgerFixture ledger, ILedgerSubscriber subscriber) => new(subscriber, ledger.Database, Letters(ledger, subscriber));

    private static async Task<List<StepOutcome>> RunAsync(LedgerFixture ledger, ILedgerSubscriber subscriber)
    {
        var subscription = New(ledger, subscriber);
        var outcomes = new List<StepOutcome>();
        do outcomes.Add(await subscription.StepAsync(ledger.Head.Position, Cancel));
        while (outcomes[^1] != StepOutcome.UpToDate);
        return outcomes;
    }

    private static Task<List<long>> EffectsAsync(LedgerFixture ledger) =>
        ledger.Database.ReadAsync(s => s.QueryAsync("SELECT position FROM effect ORDER BY position", r => r.Number("position"), Cancel), Cancel);

    private sealed class Recorder : ILedgerSubscriber
    {
        public string Name => "recorder";

        public IReadOnlyList<string> Types { get; init; } = [];

        public Func<long, bool> FailsAfter { get; set; } = _ => false;

        public async Task HandleAsync(StateTransaction transaction, IReadOnlyList<LedgerRecord> entries, CancellationToken cancellation)
        {
            foreach (var entry in entries)
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO effect (position, name) VALUES (@position, @name)", cancellation, ("position", entry.Position), ("name", entry.Payload!.Value.GetProperty("name").GetString()));
                if (FailsAfter(entry.Position)) throw new InvalidDataException("poison");
            }
        }
    }
}
