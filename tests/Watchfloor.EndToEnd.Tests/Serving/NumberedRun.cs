using System.Net.Http.Json;
using System.Text.Json;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>
/// Numbered events that come in over HTTP and RELP while something happens to the server, and the comparison with what must be: what was
/// acknowledged is stored, nothing is there twice, the alerts are those of an undisturbed run, and the ledger verifies.
/// </summary>
internal sealed class NumberedRun : IAsyncDisposable
{
    private const int PerSecond = 2_500; // on each of the two inputs
    private const int Window = 200_000; // so many numbers are asked for at once

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-fault-");
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly string[] _options;
    private readonly string[] _state;
    private readonly Dictionary<string, int> _compared = new(StringComparer.Ordinal) { [HttpSender.Name] = 0, [RelpSender.Name] = 0 };
    private HttpSender? _http;
    private RelpSender? _relp;
    private Task[] _sending = [];
    private ServerProcess? _server;

    /// <summary>A run over a fresh data directory.</summary>
    /// <param name="state">The state database; null: in the data directory.</param>
    public NumberedRun(string? state = null)
    {
        _state = state is null ? [] : ["--state", state];
        var rules = Directory.CreateDirectory(Path.Combine(_folder.FullName, "rules")).FullName;
        File.WriteAllText(Path.Combine(rules, "bad.yml"), NumberedEvents.Rule);
        Data = Path.Combine(_folder.FullName, "data");
        // An undisturbed run takes in within seconds what took minutes; that must not count as a storm.
        _options = ["--listen", "127.0.0.1:0", "--rules", rules, "--detection-groups-per-minute", "1000000"];
    }

    /// <summary>The data directory; there when a server was started, or when it was made before.</summary>
    public string Data { get; }

    /// <summary>The port of RELP.</summary>
    public int RelpPort { get; } = ServerProcess.FreePort();

    /// <summary>The port of syslog over TCP, on which the run itself sends nothing.</summary>
    public int SyslogPort { get; } = ServerProcess.FreePort();

    /// <summary>What the senders over HTTP show.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The server that runs now.</summary>
    public ServerProcess Server => _server ?? throw new InvalidOperationException("no server runs");

    /// <summary>How many events have been acknowledged.</summary>
    public int Acknowledged => (_http?.Acknowledged ?? 0) + (_relp?.Acknowledged ?? 0);

    /// <summary>Starts the server; with the first one the senders begin.</summary>
    /// <param name="program">The program; null: the one that ships.</param>
    /// <param name="environment">Variables to set.</param>
    public async Task StartAsync(string? program = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (Token.Length == 0) Token = await TokenAsync(Data, _state);
        _http ??= new HttpSender(() => _server?.Http.BaseAddress, Token, _abandon.Token);
        _relp ??= new RelpSender(RelpPort, _abandon.Token);
        _server = await ServerProcess.StartAsync(program ?? ServerProcess.Published, Data, ["--relp-tcp", $"127.0.0.1:{RelpPort}", "--syslog-tcp", $"127.0.0.1:{SyslogPort}", .. _state, .. _options], environment);
        if (_sending.Length == 0) _sending = [_http.RunAsync(PerSecond, _stop.Token), _relp.RunAsync(PerSecond, _stop.Token)];
    }

    /// <summary>Asks the server to end, which it must do well.</summary>
    public async Task StopAsync()
    {
        var stopped = Server;
        _server = null;
        Assert.Equal(0, await stopped.TerminateAsync());
        await stopped.DisposeAsync();
    }

    /// <summary>Kills the server as by SIGKILL.</summary>
    public async Task KillAsync()
    {
        var killed = Server;
        _server = null;
        await killed.KillAsync();
        await killed.DisposeAsync();
    }

    /// <summary>Waits until so many more events have been acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        var wanted = Acknowledged + more;
        await Eventually.TrueAsync(
            () =>
            {
                if (_sending.FirstOrDefault(s => s.IsFaulted) is { } broken) broken.GetAwaiter().GetResult();
                return Task.FromResult(Acknowledged >= wanted);
            },
            () => $"{wanted - Acknowledged} events are not acknowledged: {_server?.Errors}");
    }

    /// <summary>Compares what had been acknowledged before this call, and was not compared before, with what is stored.</summary>
    public async Task CompareAsync()
    {
        await CompareAsync(HttpSender.Name, _http!.Acknowledged, _ => false);
        await CompareAsync(RelpSender.Name, _relp!.Acknowledged, _relp.IsRepeated);
    }

    /// <summary>Ends the sending, compares everything, and kills the server.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending).WaitAsync(ServerProcess.Patience);
        Assert.True(_http!.Acknowledged > 0 && _relp!.Acknowledged > 0);
        await Server.SettledAsync();
        foreach (var sender in _compared.Keys) _compared[sender] = 0;
        await CompareAsync();
        var alerts = await AlertsAsync(Server);
        var export = Path.Combine(_folder.FullName, "export.wfl");
        await ServerProcess.RunAsync("ledger", "export", export, "--data", Data);
        await ServerProcess.RunAsync("ledger", "verify", export);
        await KillAsync();
        Assert.Equal(await UndisturbedAlertsAsync(), alerts);
    }

    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await Task.WhenAll(_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null) await _server.DisposeAsync();
        _stop.Dispose();
        _abandon.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task CompareAsync(string sender, int acknowledged, Func<int, bool> mayBeTwice)
    {
        while (_compared[sender] < acknowledged)
        {
            var first = _compared[sender] + 1;
            var last = Math.Min(acknowledged, first + Window - 1);
            List<int> stored = [];
            // A server that has just started reads its log first.
            await Eventually.TrueAsync(
                async () => (stored = await StoredAsync(sender, first, last)).Distinct().Count() == last - first + 1,
                () => $"of {sender} {first} to {last} are lost: {string.Join(", ", Enumerable.Range(first, last - first + 1).Except(stored).Take(20))}\n{Server.Errors}");
            Assert.Empty(stored.CountBy(n => n).Where(c => c.Value > 1 && !mayBeTwice(c.Key)).Take(20));
            _compared[sender] = last;
        }
    }

    private async Task<List<int>> StoredAsync(string sender, int first, int last)
    {
        var request = new
        {
            from = NumberedEvents.TimeOf(first),
            to = NumberedEvents.TimeOf(last).AddSeconds(1),
            where = $"way == \"{sender}\"",
            columns = new[] { "number" },
            limit = 1_000_000,
        };
        using var answer = await Server.Http.PostAsJsonAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        var numbers = new List<int>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            var number = row.RootElement.GetProperty("number").GetInt32();
            if (number >= first && number <= last) numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The keys of all alerts; with their hits where no event may have been stored twice.</summary>
    private static async Task<string> AlertsAsync(ServerProcess server)
    {
        var alerts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (string? cursor = "", next; cursor is not null; cursor = next)
        {
            using var page = JsonDocument.Parse(await server.Http.GetStringAsync("/api/v1/alerts?limit=1000" + (cursor.Length > 0 ? "&cursor=" + cursor : ""), TestContext.Current.CancellationToken));
            foreach (var alert in page.RootElement.GetProperty("items").EnumerateArray())
            {
                var host = alert.GetProperty("host").GetString()!;
                var hits = host.StartsWith(HttpSender.Name, StringComparison.Ordinal) ? alert.GetProperty("hits").GetInt64() : 0;
                Assert.True(alerts.TryAdd(alert.GetProperty("key").GetString()!, $"{host} {hits}"));
            }

            next = page.RootElement.GetProperty("next").GetString();
        }

        return string.Join('\n', alerts.Select(a => $"{a.Key} {a.Value}"));
    }

    private async Task<string> UndisturbedAlertsAsync()
    {
        var data = Path.Combine(_folder.FullName, "undisturbed");
        var token = await TokenAsync(data, []);
        await using var server = await ServerProcess.StartAsync(ServerProcess.Published, data, _options);
        foreach (var (sender, count) in new[] { (HttpSender.Name, _http!.Acknowledged), (RelpSender.Name, _relp!.Acknowledged) })
        {
            for (var first = 1; first <= count; first += 10_000)
            {
                var lines = NumberedEvents.Lines(sender, first, Math.Min(10_000, count - first + 1));
                await Eventually.TrueAsync(
                    async () =>
                    {
                        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new ByteArrayContent(lines) };
                        request.Headers.Authorization = new("Bearer", token);
                        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
                        return answer.IsSuccessStatusCode;
                    },
                    () => "the undisturbed server refuses events: " + server.Errors);
            }
        }

        await server.SettledAsync();
        return await AlertsAsync(server);
    }

    private static async Task<string> TokenAsync(string data, string[] state) =>
        (await ServerProcess.RunAsync(["token", "create", "driver", "--scope", "ingest", "--expires", "30d", "--data", data, .. state])).Trim();
}
