using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Watchfloor.Platform.Tests.State;

[assembly: AssemblyFixture(typeof(PostgresServer.Shared))]

namespace Watchfloor.Platform.Tests.State;

/// <summary>
/// PostgreSQL 15 from Debian in a folder of its own, reached through a socket in it, so that no port is taken. It sorts by English rules on
/// purpose: what relies on the server's language shows.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";
    private const string User = "watchfloor";

    private static readonly SemaphoreSlim SharedGate = new(1, 1);
    private static PostgresServer? _shared;
    private static int _databases;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wf-pg-");
    private Process? _process;

    private PostgresServer()
    {
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The server that all tests of this run share; started at the first call. Tests that stop it start their own.</summary>
    public static async Task<PostgresServer> SharedAsync()
    {
        await SharedGate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _shared ??= await StartNewAsync();
        }
        finally
        {
            SharedGate.Release();
        }
    }

    /// <summary>Starts another server. The test is skipped where Debian's package is missing, except on the build server, where it fails.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        if (!File.Exists(Programs + "/postgres"))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is not null, "the Debian package postgresql-15 is missing");
            Assert.Skip("the Debian package postgresql-15 is missing");
        }

        var server = new PostgresServer();
        try
        {
            if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres:postgres", server._folder.FullName);
            await RunAsync(AsServer(
                Programs + "/initdb",
                "--pgdata", server.Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale-provider", "icu", "--icu-locale", "en-US", "--no-sync"));
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo { RedirectStandardError = true };
        // Durability of the server itself is not what is tested.
        foreach (var word in AsServer(Programs + "/postgres", "-D", Data, "-k", _folder.FullName, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"))
            start.ArgumentList.Add(word);
        start.FileName = start.ArgumentList[0];
        start.ArgumentList.RemoveAt(0);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                return;
            }
            catch (NpgsqlException) when (deadline.Elapsed < TimeSpan.FromSeconds(60) && !_process.HasExited)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Stops the server at once, as by a crash of its machine's service; data is kept.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        // Fast shutdown: transactions are broken off (PostgreSQL 15, §19.5).
        if (!process.HasExited) await RunAsync("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>A new empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return ConnectionTo(name);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private string ConnectionTo(string database) => $"Host={_folder.FullName};Username={User};Database={database}";

    /// <summary>The server refuses to run as root.</summary>
    private static string[] AsServer(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}\n{await output}{await error}");
    }

    /// <summary>Stops the shared server when all tests have run.</summary>
    public sealed class Shared : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (_shared is { } server) await server.DisposeAsync();
        }
    }
}
