using System.Data.Common;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Tests.State;

public sealed class StateDatabaseTests
{
    private static readonly StateSchema Things = new("things", ["CREATE TABLE thing (id TEXT PRIMARY KEY, number BIGINT NOT NULL, raw {bytes}); CREATE TABLE numbered (n {id}, what TEXT)"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Write_Values_ComeBackAsTheyWere(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Things);
        await state.Database.WriteAsync(
            async t =>
            {
                await t.ExecuteAsync("INSERT INTO thing (id, number, raw) VALUES (@id, @n, @raw)", Cancel, ("id", "ä'; DROP"), ("n", long.MaxValue), ("raw", new byte[] { 0, 255 }));
                await t.ExecuteAsync("INSERT INTO thing (id, number, raw) VALUES (@id, @n, @raw)", Cancel, ("id", "none"), ("n", -1), ("raw", null));
            },
            Cancel);
        var rows = await state.Database.ReadAsync(s => s.QueryAsync("SELECT * FROM thing ORDER BY number", r => (r.Text("id"), r.Number("number"), r.BytesOrNull("raw")), Cancel), Cancel);
        Assert.Equal(("none", -1, null), rows[0]);
        Assert.Equal(("ä'; DROP", long.MaxValue), (rows[1].Item1, rows[1].Item2));
        Assert.Equal([0, 255], rows[1].Item3!);
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Read_TextOrder_IsThatOfTheBytes(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Things);
        foreach (var id in new[] { "b", "A", "a", "B", "_", "é" }) await AddAsync(state.Database, id);
        Assert.Equal(["A", "B", "_", "a", "b", "é"], await state.Database.ReadAsync(s => s.QueryAsync("SELECT id FROM thing ORDER BY id", r => r.Text("id"), Cancel), Cancel));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Write_KeyIsTaken_IsToldApartAndTheNextWriteWorks(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Things);
        await AddAsync(state.Database, "a");
        var failure = await Assert.ThrowsAnyAsync<DbException>(() => AddAsync(state.Database, "a"));
        Assert.True(state.Database.Dialect.IsDuplicate(failure));
        var other = await Assert.ThrowsAnyAsync<DbException>(() => state.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO thing (id) VALUES ('x')", Cancel), Cancel));
        Assert.False(state.Database.Dialect.IsDuplicate(other));
        await AddAsync(state.Database, "b");
        Assert.Equal(2, await CountAsync(state.Database));
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Write_ReadThenWriteAtOnce_NoUpdateIsLost(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Things);
        await AddAsync(state.Database, "counter");
        var committed = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
                await state.Database.WriteAsync(
                    async t =>
                    {
                        var n = await t.NumberAsync("SELECT number FROM thing WHERE id = 'counter'", Cancel);
                        await t.ExecuteAsync("UPDATE thing SET number = @n WHERE id = 'counter'", Cancel, ("n", n + 1));
                        t.OnCommitted(() => Interlocked.Increment(ref committed));
                    },
                    Cancel);
        }, Cancel)));
        Assert.Equal(40, await state.Database.ReadAsync(s => s.NumberAsync("SELECT number FROM thing", Cancel), Cancel));
        Assert.Equal(40, committed);
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Write_WorkThrows_NothingIsKeptAndNothingFollows(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, Things);
        var followed = false;
        await Assert.ThrowsAsync<InvalidDataException>(() => state.Database.WriteAsync(
            async t =>
            {
                t.OnCommitted(() => followed = true);
                await t.ExecuteAsync("INSERT INTO thing (id, number) VALUES ('a', 1)", Cancel);
                throw new InvalidDataException();
            },
            Cancel));
        Assert.Equal(0, await CountAsync(state.Database));
        Assert.False(followed);
    }

    [Fact]
    public async Task Write_InsideAWrite_IsADefectAndNotAStandstill()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite, Things);
        await Assert.ThrowsAsync<InvalidOperationException>(() => state.Database.WriteAsync(_ => AddAsync(state.Database, "a"), Cancel));
        await AddAsync(state.Database, "b");
    }

    [Fact]
    public async Task Write_TwoProcessesOnOneFile_BothGetThrough()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite, Things);
        await using var other = await state.OpenAgainAsync(Things);
        await Task.WhenAll(new[] { state.Database, other }.Select((db, p) => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++) await AddAsync(db, $"{p}-{i}");
        }, Cancel)));
        Assert.Equal(100, await CountAsync(other));
    }

    [Fact]
    public async Task Write_SqliteConnection_KeepsItsPromises()
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite, Things);
        await AddAsync(state.Database, "a");
        // 2: FULL. A commit is on the disk when it returns; what is deleted is overwritten.
        foreach (var (pragma, value) in new[] { ("synchronous", 2L), ("secure_delete", 1), ("foreign_keys", 1) })
            Assert.Equal(value, await state.Database.WriteAsync(t => t.NumberAsync($"PRAGMA {pragma}", Cancel), Cancel));
        Assert.Equal("wal", await state.Database.ReadAsync(s => s.FirstAsync("PRAGMA journal_mode", r => r.GetString(0), Cancel), Cancel));
    }

    [Fact]
    public async Task Write_DiskFull_SaysSoAndWorksAgainWhenThereIsSpace()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("mounting a small file system takes root");
        await using var disk = await SmallDisk.MountAsync(megabytes: 2);
        await using var database = await StateDatabase.OpenAsync(Path.Combine(disk.Path, "state.db"), [Things], Cancel);
        var filler = Path.Combine(disk.Path, "filler");
        await AddAsync(database, "before");
        disk.Fill(filler);
        var big = new string('x', 300_000);
        var refused = await Assert.ThrowsAsync<StateException>(() => AddAsync(database, big));
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(database));
        File.Delete(filler);
        await AddAsync(database, big);
        Assert.Equal(2, await CountAsync(database));
    }

    [Fact]
    public async Task Write_PostgresStoppedAndStarted_FailsInWordsThenWorks()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var database = await StateDatabase.OpenAsync(await server.CreateDatabaseAsync(), [Things], Cancel);
        await AddAsync(database, "before");
        // Several idle connections, each of which the stop breaks.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => database.ReadAsync(s => s.NumberAsync("SELECT 1 FROM pg_sleep(0.1)", Cancel), Cancel)));
        await server.StopAsync();
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<StateException>(() => AddAsync(database, "during"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<StateException>(() => CountAsync(database))).Message, StringComparison.Ordinal);
        await server.StartAsync();
        await AddAsync(database, "after");
        Assert.Equal(2, await CountAsync(database));
        // Stopped and started while nobody asked: the broken connections of the pool are no one's business.
        await server.StopAsync();
        await server.StartAsync();
        await AddAsync(database, "later");
        Assert.Equal(3, await CountAsync(database));
    }

    [Fact]
    public async Task Open_PostgresIsNotThere_SaysWhere()
    {
        var folder = Directory.CreateTempSubdirectory();
        var failure = await Assert.ThrowsAsync<StateException>(() => StateDatabase.OpenAsync($"Host={folder.FullName};Username=x", [Things], Cancel));
        Assert.Contains(folder.FullName, failure.Message, StringComparison.Ordinal);
        folder.Delete();
    }

    [Fact]
    public async Task Open_FileIsNoDatabase_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "state.db");
        await File.WriteAllTextAsync(file, new string('x', 10_000), Cancel);
        Assert.Contains("restore a backup", (await Assert.ThrowsAsync<StateException>(() => StateDatabase.OpenAsync(file, [Things], Cancel))).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("postgres://anna:p%40ss@db.example:5433/soc?sslmode=verify-full", "db.example", 5433, "anna", "p@ss", "soc")]
    [InlineData("postgresql://db.example", "db.example", 5432, null, null, null)]
    [InlineData("Host=db.example;Username=anna", "db.example", 5432, "anna", null, null)]
    public void Address_UriOrWords_IsUnderstood(string text, string host, int port, string? user, string? password, string? database)
    {
        Assert.True(PostgresAddress.IsOne(text));
        var address = PostgresAddress.Parse(text);
        Assert.Equal((host, port, user, password, database), (address.Host!, address.Port, address.Username, address.Password, address.Database));
    }

    [Theory]
    [InlineData("postgres://anna:secretword@db/x?nonsense=1")]
    [InlineData("Host=db;Nonsense=1;Password=secretword")]
    public void Address_NotUnderstood_DoesNotRepeatThePassword(string text) =>
        Assert.DoesNotContain("secretword", Assert.Throws<StateException>(() => PostgresAddress.Parse(text)).Message, StringComparison.Ordinal);

    private static Task AddAsync(StateDatabase database, string id) =>
        database.WriteAsync(t => (Task)t.ExecuteAsync("INSERT INTO thing (id, number) VALUES (@id, 0)", Cancel, ("id", id)), Cancel);

    private static Task<long?> CountAsync(StateDatabase database) => database.ReadAsync(s => s.NumberAsync("SELECT COUNT(*) FROM thing", Cancel), Cancel);
}
