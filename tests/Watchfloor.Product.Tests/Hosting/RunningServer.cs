using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>A server in this process over a fresh data directory, reached through HTTP like any other.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Server _server;
    private readonly DirectoryInfo? _folder;

    private RunningServer(Server server, DirectoryInfo? folder)
    {
        _server = server;
        _folder = folder;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };
    }

    /// <summary>A client that has not signed in.</summary>
    public HttpClient Http { get; }

    /// <summary>The parts, for what HTTP cannot reach.</summary>
    public IServiceProvider Services => _server.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="change">Changes the options.</param>
    /// <param name="data">A data directory to use and to keep; null: a fresh one.</param>
    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, string? data = null)
    {
        var folder = data is null ? Directory.CreateTempSubdirectory("watchfloor-") : null;
        var options = new ServerOptions { Data = data ?? folder!.FullName, Listen = "127.0.0.1:0" };
        return new RunningServer(await Server.StartAsync(change?.Invoke(options) ?? options, TimeProvider.System, TestContext.Current.CancellationToken), folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _folder?.Delete(recursive: true);
    }
}
