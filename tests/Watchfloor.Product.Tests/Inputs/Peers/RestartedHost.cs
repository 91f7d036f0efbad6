using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>The HTTP inputs over one log and one data directory, torn down and started again at the same address while senders send.</summary>
internal sealed class RestartedHost : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("watchfloor-peers-");
    private readonly bool _http2;

    private RestartedHost(bool http2) => _http2 = http2;

    public MemoryLog Log { get; } = new();

    public InputHost Now { get; private set; } = null!;

    public string Address => Now.Address.ToString().TrimEnd('/');

    public static async Task<RestartedHost> StartAsync(bool http2 = false)
    {
        var host = new RestartedHost(http2);
        host.Now = await host.NextAsync(0);
        return host;
    }

    /// <summary>Tears down all connections, answered or not, and starts again.</summary>
    public async Task RestartAsync()
    {
        var port = Now.Address.Port;
        await Now.KillAsync();
        Now = await NextAsync(port);
    }

    public async ValueTask DisposeAsync()
    {
        await Now.KillAsync();
        _data.Delete(recursive: true);
    }

    private Task<InputHost> NextAsync(int port) => InputHost.StartAsync(log: Log, data: _data.FullName, port: port, http2: _http2);
}
