using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Watchfloor.Bench.Serving;

/// <summary>The published server as a process of its own, over a data directory of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A client with the rights of the machine's owner.</summary>
    public HttpClient Http { get; } = NewClient();

    /// <summary>Seconds from the start of the process until it was ready.</summary>
    public double ReadyAfter { get; private set; }

    /// <summary>A client without rights.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Makes a token with which events may be sent. Before the server starts.</summary>
    public static string MakeToken(Inputs inputs, string data)
    {
        using var process = Process.Start(new ProcessStartInfo(inputs.Program, ["token", "create", "bench", "--scope", "ingest", "--data", data]) { RedirectStandardOutput = true })!;
        var token = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? token : throw new InvalidOperationException($"no token could be made: exit code {process.ExitCode}");
    }

    /// <summary>Starts a server and waits until it is ready: it answers and every part does its work.</summary>
    /// <param name="inputs">Where the program is.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="rules">Folders of rules.</param>
    /// <param name="options">More options of <c>serve</c>.</param>
    public static async Task<ServerProcess> StartAsync(Inputs inputs, string data, IEnumerable<string> rules, params IEnumerable<string> options)
    {
        var clock = Stopwatch.StartNew();
        string[] arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", .. rules.SelectMany(r => new[] { "--rules", r }), .. options];
        var server = new ServerProcess(Process.Start(new ProcessStartInfo(inputs.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        if (await server._process.StandardOutput.ReadLineAsync().WaitAsync(_patience) is null) throw new InvalidOperationException("the server ended: " + server.Errors());
        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "run", "server.json")));
        server.Address = new Uri(run.RootElement.GetProperty("address").GetString()!);
        server.Http.BaseAddress = server.Address;
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.RootElement.GetProperty("token").GetString());
        await server.UntilAsync(async () => (await server.Http.GetAsync("/healthz/ready")).IsSuccessStatusCode);
        server.ReadyAfter = clock.Elapsed.TotalSeconds;
        return server;
    }

    /// <summary>The figures of health, as <c>PART.FIGURE</c>.</summary>
    public async Task<Dictionary<string, double>> HealthAsync()
    {
        using var report = await JsonAsync("/api/v1/health");
        return report.RootElement.GetProperty("parts").EnumerateArray()
            .SelectMany(p => p.GetProperty("figures").EnumerateObject().Select(f => ($"{p.GetProperty("name").GetString()}.{f.Name}", f.Value.GetDouble())))
            .ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal);
    }

    /// <summary>Waits until rules are in force, and answers how many.</summary>
    public async Task<int> RulesLoadedAsync()
    {
        var loaded = 0;
        await UntilAsync(async () =>
        {
            using var set = await JsonAsync("/api/v1/rules/set");
            return (loaded = set.RootElement.GetProperty("loaded").GetInt32()) > 0;
        });
        return loaded;
    }

    /// <summary>What the rules found: how often each matched, as a number, with their sum.</summary>
    public async Task<(Fingerprint Hits, long Sum)> HitsAsync()
    {
        var hits = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (string? next = "/api/v1/rules?limit=1000"; next is not null;)
        {
            using var page = await JsonAsync(next);
            foreach (var rule in page.RootElement.GetProperty("items").EnumerateArray()) hits[rule.GetProperty("id").GetString()!] = rule.GetProperty("hits").GetInt64();
            var cursor = page.RootElement.TryGetProperty("next", out var more) ? more.GetString() : null;
            next = cursor is null ? null : "/api/v1/rules?limit=1000&cursor=" + Uri.EscapeDataString(cursor);
        }

        var found = new Fingerprint();
        foreach (var (rule, count) in hits.Where(h => h.Value > 0)) found.Add(rule, count);
        return (found, hits.Values.Sum());
    }

    /// <summary>Waits until the pipeline has taken everything that was received.</summary>
    public Task DetectedAsync() => UntilAsync(async () => (await HealthAsync())["pipeline.lag_bytes"] == 0);

    /// <summary>Waits until the store has everything that was received.</summary>
    public Task StoredAsync() => UntilAsync(async () => (await HealthAsync())["store.lag_bytes"] == 0);

    /// <summary>An answer as JSON.</summary>
    public async Task<JsonDocument> JsonAsync(string path) => JsonDocument.Parse(await Http.GetByteArrayAsync(path));

    /// <summary>Asks it to end (SIGTERM), and waits until it has.</summary>
    public async Task TerminateAsync()
    {
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{Id}"]))!) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(_patience);
        if (_process.ExitCode != 0) throw new InvalidOperationException($"the server ended with {_process.ExitCode}: {Errors()}");
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    /// <summary>Waits until a condition holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(_glance))
            if (clock.Elapsed > _patience || _process.HasExited)
                throw new InvalidOperationException("the server does not come so far: " + Errors());
    }

    private string Errors()
    {
        lock (_errors) return _errors.ToString();
    }
}
