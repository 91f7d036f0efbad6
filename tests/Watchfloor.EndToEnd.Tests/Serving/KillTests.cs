using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>
/// Kills the server while numbered events come in over HTTP and RELP, and compares: what was acknowledged is stored, nothing is there twice,
/// the alerts are those of an undisturbed run, and the ledger verifies.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int PerSecond = 2_500; // on each of the two inputs
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-kill-");
    private readonly int _relp = ServerProcess.FreePort();
    private ServerProcess? _server;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Serve_KilledAtRandomTimes_LosesAndDoublesNothing()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("WATCHFLOOR_KILLS") ?? "20", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var data = Prepare("data");
        await DisturbAsync(data, async () =>
        {
            for (var i = 0; i < kills; i++)
            {
                _server = await StartAsync(ServerProcess.Published, data);
                await Task.Delay(random.Next(50, 1_200), TestContext.Current.CancellationToken);
                var killed = _server;
                _server = null;
                await killed.KillAsync();
                await killed.DisposeAsync();
            }
        });
    }

    [Theory]
    [InlineData("log.before-sync")]
    [InlineData("log.after-sync")]
    [InlineData("state.before-commit")]
    [InlineData("state.after-commit")]
    [InlineData("store.before-commit")]
    [InlineData("store.after-commit")]
    [InlineData("ledger.before-seal")]
    [InlineData("ledger.after-seal")]
    public async Task Serve_KilledAtACommit_LosesAndDoublesNothing(string point)
    {
        Assert.SkipUnless(File.Exists(ServerProcess.WithFaults), "the program with fault points is not built: see publish_faults in scripts/build.sh");
        var data = Prepare("data");
        await DisturbAsync(data, async () =>
        {
            foreach (var passing in new[] { 1, 3 })
            {
                _server = await StartAsync(ServerProcess.WithFaults, data, $"{point}:{passing}");
                await _server.EndedAsync();
                var killed = _server;
                _server = null;
                await killed.DisposeAsync();
            }
        });
    }

    private async Task DisturbAsync(string data, Func<Task> disturbance)
    {
        var token = await TokenAsync(data);
        using var stop = new CancellationTokenSource();
        var http = new HttpSender(() => _server?.Http.BaseAddress, token);
        var relp = new RelpSender(_relp);
        Task[] sending = [http.RunAsync(PerSecond, stop.Token), relp.RunAsync(PerSecond, stop.Token)];
        await disturbance();
        _server = await StartAsync(ServerProcess.Published, data);
        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await _server.SettledAsync();

        var stored = await StoredAsync(_server);
        Assert.True(http.Acknowledged > 0 && relp.Acknowledged > 0);
        AssertSame(Enumerable.Range(1, http.Acknowledged), stored[HttpSender.Name], []);
        AssertSame(Enumerable.Range(1, relp.Acknowledged), stored[RelpSender.Name], relp.Repeated);
        var alerts = await AlertsAsync(_server);
        await VerifyLedgerAsync(data);
        await _server.KillAsync();
        await _server.DisposeAsync();
        Assert.Equal(await UndisturbedAlertsAsync(http.Acknowledged, relp.Acknowledged), alerts);
    }

    private static void AssertSame(IEnumerable<int> sent, List<int> stored, HashSet<int> mayBeTwice)
    {
        var counts = stored.CountBy(n => n).ToDictionary();
        Assert.Empty(sent.Where(n => !counts.ContainsKey(n)).Take(20));
        Assert.Empty(counts.Where(c => c.Value > 1 && !mayBeTwice.Contains(c.Key)).Take(20));
    }

    private string Prepare(string name)
    {
        var rules = Directory.CreateDirectory(Path.Combine(_folder.FullName, "rules")).FullName;
        File.WriteAllText(Path.Combine(rules, "bad.yml"), NumberedEvents.Rule);
        return Path.Combine(_folder.FullName, name);
    }

    private Task<ServerProcess> StartAsync(string program, string data, string? fault = null) => ServerProcess.StartAsync(
        program, data, ["--listen", "127.0.0.1:0", "--relp-tcp", $"127.0.0.1:{_relp}", "--rules", Path.Combine(_folder.FullName, "rules")], fault);

    private static async Task<string> TokenAsync(string data) =>
        (await ServerProcess.RunAsync("token", "create", "driver", "--scope", "ingest", "--expires", "1d", "--data", data)).Trim();

    private static async Task<Dictionary<string, List<int>>> StoredAsync(ServerProcess server)
    {
        using var answer = await server.Http.PostAsJsonAsync("/api/v1/query", new { from = "2026-01-01T00:00:00Z", limit = 1_000_000 }, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        var numbers = new Dictionary<string, List<int>>(StringComparer.Ordinal) { [HttpSender.Name] = [], [RelpSender.Name] = [] };
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            var fields = row.RootElement.GetProperty("fields");
            numbers[fields.GetProperty("sender").GetString()!].Add(fields.GetProperty("number").GetInt32());
        }

        return numbers;
    }

    private static async Task<string> AlertsAsync(ServerProcess server)
    {
        var alerts = new SortedSet<string>(StringComparer.Ordinal);
        for (string? cursor = "", next; cursor is not null; cursor = next)
        {
            using var page = JsonDocument.Parse(await server.Http.GetStringAsync("/api/v1/alerts?limit=1000" + (cursor.Length > 0 ? "&cursor=" + cursor : ""), TestContext.Current.CancellationToken));
            foreach (var alert in page.RootElement.GetProperty("items").EnumerateArray()) Assert.True(alerts.Add(alert.GetProperty("key").GetString()!));
            next = page.RootElement.GetProperty("next").GetString();
        }

        return string.Join('\n', alerts);
    }

    private async Task<string> UndisturbedAlertsAsync(int http, int relp)
    {
        var data = Prepare("undisturbed");
        var token = await TokenAsync(data);
        await using var server = await StartAsync(ServerProcess.Published, data);
        foreach (var (sender, count) in new[] { (HttpSender.Name, http), (RelpSender.Name, relp) })
        {
            for (var first = 1; first <= count; first += 10_000)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new ByteArrayContent(NumberedEvents.Lines(sender, first, Math.Min(10_000, count - first + 1))) };
                request.Headers.Authorization = new("Bearer", token);
                using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        await server.SettledAsync();
        return await AlertsAsync(server);
    }

    private async Task VerifyLedgerAsync(string data)
    {
        var export = Path.Combine(_folder.FullName, "export.wfl");
        await ServerProcess.RunAsync("ledger", "export", export, "--data", data);
        await ServerProcess.RunAsync("ledger", "verify", export);
    }
}
