using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>The server as a process of its own, which can be killed at any moment and started again over the same data.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _errors = [];

    private ServerProcess(Process process, string data)
    {
        _process = process;
        Data = data;
        Http = Client();
        _process.ErrorDataReceived += (_, e) =>
        {
            lock (_errors)
                if (e.Data is not null)
                    _errors.Add(e.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The published program.</summary>
    public static string Published { get; } = Path.Combine(Repository.Root, "out", "watchfloor", "watchfloor");

    /// <summary>The program with fault points: see FaultPoint.</summary>
    public static string WithFaults { get; } = Path.Combine(Repository.Root, "out", "watchfloor-faults", "watchfloor");

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>A client that has the rights of the machine's owner.</summary>
    public HttpClient Http { get; }

    /// <summary>True when the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    /// <summary>Starts a server and waits until it is ready, or until it has ended.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string data, IEnumerable<string> arguments, string? fault = null)
    {
        var start = new ProcessStartInfo(program, ["serve", "--data", data, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (fault is not null) start.Environment["WATCHFLOOR_FAULT"] = fault;
        var server = new ServerProcess(Process.Start(start)!, data);
        var greeting = await server._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_patience);
        if (greeting is null)
        {
            await server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(fault is not null, $"the server ended with {server._process.ExitCode}:\n{server.Errors}");
            return server;
        }

        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "run", "server.json"), TestContext.Current.CancellationToken));
        server.Http.BaseAddress = new Uri(run.RootElement.GetProperty("address").GetString()!);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.RootElement.GetProperty("token").GetString());
        return server;
    }

    /// <summary>Runs another command of the published program to its end, and answers what it wrote; it must succeed.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Published, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await error);
        return output;
    }

    /// <summary>A port that nothing listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Kills it as by SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks it to end (SIGTERM) and answers its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", $"{_process.Id}"]))!) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience);

    /// <summary>Waits until everything received has passed the pipeline and can be searched.</summary>
    public async Task SettledAsync()
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var health = await Http.GetStringAsync("/api/v1/health", TestContext.Current.CancellationToken);
            using var report = JsonDocument.Parse(health);
            var lags = report.RootElement.GetProperty("parts").EnumerateArray()
                .SelectMany(p => p.GetProperty("figures").EnumerateObject()).Where(f => f.Name is "lag_bytes").Select(f => f.Value.GetDouble()).ToList();
            if (lags.Count == 2 && lags.All(l => l == 0)) return;
            Assert.True(started.Elapsed < _patience, "the server does not settle: " + health + Errors);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private static HttpClient Client() => new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(60) };
}
