using System.Net.Http.Json;
using System.Text.Json;
using Watchfloor.Contracts.Identity;
using Watchfloor.EndToEnd.Tests.Serving;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>The whole server as a process that is killed and started again at the same address while senders send.</summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("watchfloor-peers-");
    private readonly int _port = ServerProcess.FreePort();
    private readonly int _grpcPort = ServerProcess.FreePort();
    private ServerProcess? _server;

    private KilledServer()
    {
    }

    public string Address => $"http://127.0.0.1:{_port}";

    public string GrpcAddress => $"http://127.0.0.1:{_grpcPort}";

    /// <summary>A token that may send.</summary>
    public string Token { get; private set; } = "";

    public static async Task<KilledServer> StartAsync()
    {
        Peer.Require(File.Exists(ServerProcess.Published), "the program is not published: run ./dev test");
        var server = new KilledServer();
        await server.StartAgainAsync();
        using var answer = await server._server!.Http.PostAsJsonAsync(
            "/api/v1/tokens", new CreateToken { Name = "peer", Scopes = ["ingest"] }, TokensJson.Default.CreateToken, TestContext.Current.CancellationToken);
        server.Token = (await answer.Content.ReadFromJsonAsync(TokensJson.Default.NewToken, TestContext.Current.CancellationToken))!.Token;
        return server;
    }

    private async Task StartAgainAsync() => _server = await ServerProcess.StartAsync(
        ServerProcess.Published,
        _data.FullName,
        ["--listen", $"127.0.0.1:{_port}", "--otlp-grpc", $"127.0.0.1:{_grpcPort}"]);

    /// <summary>Kills the server (SIGKILL) and starts it again.</summary>
    public async Task KillAsync()
    {
        await _server!.DisposeAsync();
        await StartAgainAsync();
    }

    /// <summary>Waits until all that was taken in is stored, and answers these columns of all events.</summary>
    public async Task<List<JsonElement>> StoredAsync(params string[] columns)
    {
        await _server!.SettledAsync();
        var request = new { from = DateTimeOffset.UnixEpoch, to = DateTimeOffset.UnixEpoch.AddYears(100), columns, limit = 1_000_000 };
        using var answer = await _server.Http.PostAsJsonAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
