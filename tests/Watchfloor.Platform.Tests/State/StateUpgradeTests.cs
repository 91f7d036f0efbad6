using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Tests.State;

public sealed class StateUpgradeTests
{
    private const string First = "CREATE TABLE thing (id TEXT PRIMARY KEY)";
    private const string Second = "ALTER TABLE thing ADD COLUMN name TEXT NOT NULL DEFAULT 'old'";
    private const string Broken = "ALTER TABLE nothing ADD COLUMN name TEXT";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Open_OlderDatabase_StepsRunAndRowsStay(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Schema(First));
        await AddAsync(state.Database);
        await using var newer = await state.OpenAgainAsync(Schema(First, Second));
        Assert.Equal("old", await newer.ReadAsync(s => s.FirstAsync("SELECT name FROM thing", r => r.Text("name"), Cancel), Cancel));
    }

    [Fact]
    public async Task Open_OlderSqlite_LeavesACopyOfHowItWas()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite, Schema(First));
        var backup = ((SqliteDialect)state.Database.Dialect).UpgradeBackup;
        Assert.False(File.Exists(backup));
        await AddAsync(state.Database);
        await using (await state.OpenAgainAsync(Schema(First))) Assert.False(File.Exists(backup));
        await using (await state.OpenAgainAsync(Schema(First, Second)))
        {
        }

        await using var before = await StateDatabase.OpenAsync(backup, [Schema(First)], Cancel);
        Assert.Equal(1, await before.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM thing", Cancel), Cancel));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => before.ReadAsync(s => s.NumberAsync("SELECT COUNT(name) FROM thing", Cancel), Cancel));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Open_StepFails_DatabaseIsAsBefore(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Schema(First));
        await AddAsync(state.Database);
        var other = new StateSchema("other", ["CREATE TABLE other (id TEXT)"]);
        var failure = await Assert.ThrowsAsync<StateException>(() => state.OpenAgainAsync(other, Schema(First, Second, Broken)));
        Assert.Contains("step 3 of the tables of things", failure.Message, StringComparison.Ordinal);
        Assert.Contains("as it was before", failure.Message, StringComparison.Ordinal);
        await using var again = await state.OpenAgainAsync(Schema(First));
        Assert.Equal(1, await again.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM thing", Cancel), Cancel));
        // Nothing of the steps before the broken one is left, not even of another room.
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => again.ReadAsync(s => s.NumberAsync("SELECT COUNT(name) FROM thing", Cancel), Cancel));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => again.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM other", Cancel), Cancel));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Open_NewerDatabase_IsRefused(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Schema(First, Second));
        Assert.Contains("newer Watchfloor", (await Assert.ThrowsAsync<StateException>(() => state.OpenAgainAsync(Schema(First)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Open_ManyAtOnce_StepsRunOnce(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Schema(First));
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => state.OpenAgainAsync(Schema(First, Second)), Cancel)));
        foreach (var database in opened) await database.DisposeAsync();
    }

    public static TheoryData<string> Fixtures => [.. Directory.GetFiles(Repository.Cases("state"), "*.db").Select(f => Path.GetFileName(f)!)];

    /// <summary>Databases that programs of the past wrote. One is added with each version whose tables differ; none is ever changed.</summary>
    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Open_DatabaseOfThePast_IsUpgradedAndItsLedgerVerifies(string name)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "state.db");
            File.Copy(Path.Combine(Repository.Cases("state"), name), file);
            await using var state = await StateDatabase.OpenAsync(file, PlatformSchemas.All, Cancel);
            using var data = DataDirectory.Open(folder.FullName);
            using var key = LedgerKey.OpenOrCreate(data);
            var exporter = new LedgerExporter(state, key, TimeProvider.System);
            var head = (await exporter.PrepareAsync(null, null, Cancel)).Value;
            using var stream = new MemoryStream();
            await exporter.WriteAsync(head, stream, Cancel);
            stream.Position = 0;
            var verdict = await LedgerVerifier.VerifyAsync(stream, key.PublicKey, null, Cancel);
            Assert.Null(verdict.Fault);
            Assert.Equal((1, 3, 1), (verdict.From, verdict.To, verdict.Erased));
            await state.WriteAsync(t => new LeaseTable(new LeaseOwner("x"), TimeProvider.System).TakeAsync(t, "x", TimeSpan.FromSeconds(1), Cancel), Cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes today's fixture; run it by hand when the tables have changed, and give the file a name of its own.</summary>
    [Fact(Explicit = true)]
    public async Task WriteFixture()
    {
        await using var ledger = await Ledger.LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(2);
        await ledger.Database.WriteAsync(t => new LedgerWriter(TimeProvider.System).AppendAsync(t, new LedgerEntry { Type = "user.added", Actor = Contracts.Access.Actor.System, PersonId = "1" }, Cancel), Cancel);
        await ledger.SealAllAsync();
        await ledger.Database.WriteAsync(t => t.ExecuteAsync("DELETE FROM ledger_payload WHERE person_id = '1'", Cancel), Cancel);
        await ledger.Database.ReadAsync(s => s.NumberAsync("VACUUM INTO @to", Cancel, ("to", Path.Combine(Repository.Cases("state"), "today.db"))), Cancel);
    }

    private static StateSchema Schema(params string[] steps) => new("things", steps);

    private static Task<int> AddAsync(StateDatabase database) => database.WriteAsync(t => t.ExecuteAsync("INSERT INTO thing (id) VALUES ('a')", Cancel), Cancel);
}
