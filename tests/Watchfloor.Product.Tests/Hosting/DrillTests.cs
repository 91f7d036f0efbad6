using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Backup;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary><c>watchfloor drill</c>: a backup that could be restored passes, one that could not does not, and the ledger knows.</summary>
public sealed class DrillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-drill-test-");

    private string Backup => Path.Combine(_folder.FullName, "backup.tar.zst");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Drill_OfAGoodBackup_SaysWhatItHoldsAndIsRecorded()
    {
        await using var server = await StartAsync();

        var (code, output, error) = await DrillAsync(server);

        Assert.True(code == 0, output + error);
        Assert.Equal(["backup", "state", "ledger", "events", "legal holds", "log"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l["ok    ".Length..].Split(':')[0]));
        Assert.Contains("ok    events: 2 in 1 day files", output, StringComparison.Ordinal);
        Assert.Contains("ok    legal holds: 1,", output, StringComparison.Ordinal);
        var fact = await FactAsync(server);
        Assert.True(fact.GetProperty("passed").GetBoolean());
        Assert.Equal(2, fact.GetProperty("events").GetInt64());
        Assert.True(fact.GetProperty("entries").GetInt64() > 1);
        Assert.Empty(Directory.GetDirectories(_folder.FullName, "watchfloor-drill-*"));
    }

    [Fact]
    public async Task Drill_OfADamagedFile_FailsAndIsRecorded()
    {
        await using var server = await StartAsync();
        var bytes = await File.ReadAllBytesAsync(Backup, Cancel);
        await File.WriteAllBytesAsync(Backup, bytes[..(bytes.Length / 2)], Cancel);

        var (code, output, _) = await DrillAsync(server);

        Assert.Equal(1, code);
        Assert.StartsWith("WRONG backup: ", output, StringComparison.Ordinal);
        Assert.False((await FactAsync(server)).GetProperty("passed").GetBoolean());
    }

    [Theory]
    [InlineData("ledger", "UPDATE ledger_payload SET payload = '{}' WHERE entry_id = (SELECT id FROM ledger_entry WHERE position = 1)")]
    [InlineData("ledger", "UPDATE ledger_tree SET root = zeroblob(32)")]
    public async Task Drill_OfABackupWhoseLedgerWasChanged_SaysSo(string what, string change)
    {
        var copy = Path.Combine(_folder.FullName, "copy");
        await using (await StartAsync())
        {
            await using var from = File.OpenRead(Backup);
            await Backups.RestoreAsync(from, copy, null, Rooms.Schemas, Cancel);
        }

        await ChangeAsync(Path.Combine(copy, "state", "watchfloor.db"), change);

        await AssertWrongAsync(copy, what);
    }

    [Fact]
    public async Task Drill_OfABackupWithADamagedDay_NamesIt()
    {
        var copy = await RestoredAsync();
        var day = Directory.GetFiles(Path.Combine(copy, "events"), "*.db").Single();
        await using (var file = new FileStream(day, FileMode.Open, FileAccess.Write)) file.Write(new byte[64 << 10]);

        Assert.Contains(Path.GetFileNameWithoutExtension(day), await AssertWrongAsync(copy, "events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drill_OfABackupWithAChangedHold_NamesIt()
    {
        var copy = await RestoredAsync();
        await File.WriteAllTextAsync(Path.Combine(copy, "evidence", "case-7", "events.ndjson.zst"), "other", Cancel);

        Assert.Contains("case-7", await AssertWrongAsync(copy, "legal holds"), StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<string> RestoredAsync()
    {
        var copy = Path.Combine(_folder.FullName, "copy");
        await using var server = await StartAsync();
        await using var from = File.OpenRead(Backup);
        await Backups.RestoreAsync(from, copy, null, Rooms.Schemas, Cancel);
        return copy;
    }

    /// <summary>Backs a data directory up as it is, and expects that the drill finds one thing wrong.</summary>
    private async Task<string> AssertWrongAsync(string data, string what)
    {
        Assert.Equal(0, (await RunningCommand.RunAsync("backup", Backup, "--data", data)).Code);
        var (code, output, error) = await RunningCommand.RunAsync("drill", Backup, "--folder", _folder.FullName, "--data", Path.Combine(_folder.FullName, "none"));
        Assert.True(code == 1, output + error);
        Assert.Contains("not recorded", error, StringComparison.Ordinal);
        return Assert.Single(output.Split('\n'), l => l.StartsWith($"WRONG {what}: ", StringComparison.Ordinal));
    }

    /// <summary>A server with two events and a hold, and its backup.</summary>
    private async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.StartAsync();
        using var sender = await server.ClientAsync("ingest");
        using var body = new StringContent("{\"n\":1}\n{\"n\":2}\n", Encoding.UTF8, "application/x-ndjson");
        using (var sent = await sender.PostAsync("/api/v1/ingest", body, Cancel)) Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        await Eventually.TrueAsync(async () =>
        {
            using var found = await server.Owner.PostAsJsonAsync("/api/v1/query", new { where = "n > 0" }, Cancel);
            return (await found.Content.ReadAsStringAsync(Cancel)).Count('\n') == 2;
        });
        var today = TimeProvider.System.GetUtcNow();
        using (var held = await server.Owner.PostAsJsonAsync("/api/v1/holds", new { name = "case-7", reason = "court order", from = today.AddDays(-1), to = today.AddDays(1) }, Cancel)) Assert.Equal(HttpStatusCode.Created, held.StatusCode);
        Assert.Equal(0, (await RunningCommand.RunAsync("backup", Backup, "--data", server.Data)).Code);
        return server;
    }

    private Task<(int Code, string Output, string Error)> DrillAsync(RunningServer server) => RunningCommand.RunAsync("drill", Backup, "--folder", _folder.FullName, "--data", server.Data);

    private static async Task<JsonElement> FactAsync(RunningServer server)
    {
        JsonElement page = default;
        await Eventually.TrueAsync(async () =>
        {
            page = await server.Owner.GetFromJsonAsync<JsonElement>("/api/v1/ledger?type=backup.drilled", Cancel);
            return page.GetProperty("items").GetArrayLength() == 1;
        });
        return page.GetProperty("items")[0].GetProperty("payload");
    }

    private static async Task ChangeAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }
}
