using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary><c>watchfloor backup</c> and <c>restore</c>: what was there is there again, on either database.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-backup-");

    private string Backup => Path.Combine(_folder.FullName, "backup.tar.zst");

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Copy => Path.Combine(_folder.FullName, "copy");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StateKind.Sqlite, StateKind.Sqlite, true)]
    [InlineData(StateKind.Sqlite, StateKind.Sqlite, false)]
    [InlineData(StateKind.Sqlite, StateKind.Postgres, true)]
    [InlineData(StateKind.Postgres, StateKind.Sqlite, true)]
    [InlineData(StateKind.Postgres, StateKind.Postgres, false)]
    public async Task Restore_OnEitherDatabase_HoldsEventsTokensAndTheProvenLedger(StateKind from, StateKind to, bool whileRunning)
    {
        var (source, target) = (await ConnectionAsync(from), await ConnectionAsync(to));
        string token;
        await using (var server = await StartAsync(Data, source))
        {
            token = await server.TokenAsync("read");
            await SendAsync(server, 1);
            await SendAsync(server, 2);
            await Eventually.TrueAsync(async () => (await NumbersAsync(server)).Count == 2);
            if (whileRunning) await SucceedAsync(["backup", Backup, "--data", Data]);
        }

        if (!whileRunning) await SucceedAsync(["backup", Backup, "--data", Data, .. State(source)]);
        await SucceedAsync(["restore", Backup, "--data", Copy, .. State(target)]);

        await using var restored = await StartAsync(Copy, target);
        Assert.Equal([1, 2], await NumbersAsync(restored));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ledger?type=backup.taken") { Headers = { Authorization = new("Bearer", token) } };
        using var answer = await restored.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("items").EnumerateArray());
        await using var export = await restored.Owner.GetStreamAsync("/api/v1/ledger/export", Cancel);
        Assert.Null((await LedgerVerifier.VerifyAsync(export, LedgerVerifier.ParsePublicKey(await KeyAsync(restored)), null, Cancel)).Fault);
        await SendAsync(restored, 3);
        await Eventually.TrueAsync(async () => (await NumbersAsync(restored)).SequenceEqual([1, 2, 3]));
    }

    [Fact]
    public async Task Restore_EventsThatStoodInTheLogAlone_AreFound()
    {
        string source;
        await using (var server = await StartAsync(Data, null))
        {
            await SendAsync(server, 1);
            await Eventually.TrueAsync(async () => (await NumbersAsync(server)).Count == 1);
            source = (await server.Owner.GetFromJsonAsync<JsonElement>("/api/v1/sources", Cancel)).GetProperty("items")[0].GetProperty("id").GetString()!;
        }

        // As after a crash between the acknowledgement and the pipeline.
        await using (var log = SegmentLog.Open(Path.Combine(Data, "log"), new EventLogOptions(), TimeProvider.System))
        {
            var entry = new BatchEntry { SourceId = source, Input = "http", Format = "jsonl", Body = "{\"number\":2}\n"u8.ToArray() };
            Assert.True((await log.AppendAsync(new LogEntry(LogEntryKind.Batch, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), entry.ToBytes()), Cancel)).IsDurable);
        }

        await SucceedAsync(["backup", Backup, "--data", Data]);
        await SucceedAsync(["restore", Backup, "--data", Copy]);

        await using var restored = await StartAsync(Copy, null);
        await Eventually.TrueAsync(async () => (await NumbersAsync(restored)).SequenceEqual([1, 2]));
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("damaged")]
    [InlineData("other")]
    public async Task Restore_OfNoWholeBackup_IsRefusedAndLeavesNothingToServe(string what)
    {
        await using (var server = await StartAsync(Data, null)) await SendAsync(server, 1);
        await SucceedAsync(["backup", Backup, "--data", Data]);
        var bytes = await File.ReadAllBytesAsync(Backup, Cancel);
        if (what == "damaged") bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(Backup, what switch { "torn" => bytes[..(bytes.Length / 2)], "other" => "no backup"u8.ToArray(), _ => bytes }, Cancel);

        var (code, _, error) = await RunningCommand.RunAsync("restore", Backup, "--data", Copy);

        Assert.Equal(3, code);
        Assert.StartsWith("not restored: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Copy, "version")));
        var (_, report, _) = await RunningCommand.RunAsync("doctor", "--data", Copy);
        Assert.Contains("a restoring that broke off", report.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_IntoAFolderInUse_TouchesNothing()
    {
        await using (await StartAsync(Data, null))
        {
        }

        await SucceedAsync(["backup", Backup, "--data", Data]);
        Directory.CreateDirectory(Copy);
        await File.WriteAllTextAsync(Path.Combine(Copy, "mine"), "mine", Cancel);

        Assert.Equal(3, (await RunningCommand.RunAsync("restore", Backup, "--data", Copy)).Code);
        Assert.Equal([Path.Combine(Copy, "mine")], Directory.GetFileSystemEntries(Copy));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] State(string? connection) => connection is null ? [] : ["--state", connection];

    private static async Task<string?> ConnectionAsync(StateKind kind) => kind == StateKind.Sqlite ? null : await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    private static Task<RunningServer> StartAsync(string data, string? state) => RunningServer.StartAsync(o => o with { State = state }, data);

    private static async Task SucceedAsync(string[] command)
    {
        var (code, output, error) = await RunningCommand.RunAsync(command);
        Assert.True(code == 0, output + error);
    }

    private static async Task<string> KeyAsync(RunningServer server) => (await server.Owner.GetFromJsonAsync<JsonElement>("/api/v1/ledger/checkpoint", Cancel)).GetProperty("key").GetString()!;

    private static async Task SendAsync(RunningServer server, int number)
    {
        using var sender = await server.ClientAsync("ingest");
        using var body = new StringContent($$"""{"number":{{number}}}""", Encoding.UTF8, "application/x-ndjson");
        using var answer = await sender.PostAsync("/api/v1/ingest", body, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The numbers of the stored events, in order.</summary>
    private static async Task<List<int>> NumbersAsync(RunningServer server)
    {
        using var request = new StringContent("""{"columns":["number"],"where":"number > 0"}""", Encoding.UTF8, "application/json");
        using var answer = await server.Owner.PostAsync("/api/v1/query", request, Cancel);
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("number").GetInt32()).Order()];
    }
}
