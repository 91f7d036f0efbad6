using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>The server as a process of its own, which can be killed at any moment and started again over the same data.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The variable that says where a program with fault points is to die.</summary>
    public const string Fault = "WATCHFLOOR_FAULT";

    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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

    /// <summary>The most memory it has had, in megabytes.</summary>
    public int PeakMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>What it has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    /// <summary>Starts a server and waits until it is ready, or until it has ended.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="arguments">What else stands behind <c>serve</c>.</param>
    /// <param name="environment">Variables to set. With <see cref="Fault"/> among them it may have ended when this returns.</param>
    public static async Task<ServerProcess> StartAsync(string program, string data, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, ["serve", "--data", data, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!, data);
        var greeting = await server._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        if (greeting is null)
        {
            await server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(environment?.ContainsKey(Fault) == true, $"the server ended with {server._process.ExitCode}:\n{server.Errors}");
            return server;
        }

        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "run", "server.json"), TestContext.Current.CancellationToken));
        server.Http.BaseAddress = new Uri(run.RootElement.GetProperty("address").GetString()!);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.RootElement.GetProperty("token").GetString());
        return server;
    }

    /// <summary>Runs another command of the published program to its end, and answers what it wrote; it must succeed.</summary>
    public static Task<string> RunAsync(params string[] arguments) => CommandAsync(Published, arguments);

    /// <summary>Runs any command to its end, and answers what it wrote; it must succeed.</summary>
    public static async Task<string> CommandAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
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
        await CommandAsync("kill", "-TERM", $"{_process.Id}");
        return await EndedAsync();
    }

    /// <summary>Waits until it has ended by itself, and answers its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>One part of its health: how it does, what it says and its figures.</summary>
    public async Task<JsonElement> PartAsync(string name)
    {
        using var report = JsonDocument.Parse(await Http.GetStringAsync("/api/v1/health", TestContext.Current.CancellationToken));
        return report.RootElement.GetProperty("parts").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name).Clone();
    }

    /// <summary>Waits until a part of its health says that it does so.</summary>
    public Task UntilPartAsync(string name, string status) => Eventually.TrueAsync(
        async () => (await PartAsync(name)).GetProperty("status").GetString() == status, () => $"{name} does not become {status}:\n{Errors}");

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
            Assert.True(started.Elapsed < Patience, "the server does not settle: " + health + Errors);
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
