using System.Net.Http.Json;
using System.Text;
using Watchfloor.Contracts.Identity;
using Watchfloor.EndToEnd.Tests.Serving;
using Watchfloor.Platform.Log;

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

    public async Task StartAgainAsync() => _server = await ServerProcess.StartAsync(
        ServerProcess.Published,
        _data.FullName,
        ["--listen", $"127.0.0.1:{_port}", "--otlp-grpc", $"127.0.0.1:{_grpcPort}"]);

    /// <summary>Kills the server (SIGKILL) and reads all lines that its log holds.</summary>
    public async Task<List<string>> KillAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
        await using var log = SegmentLog.Open(Path.Combine(_data.FullName, "log"), new EventLogOptions(), TimeProvider.System);
        using var reader = log.Read(log.Start);
        var lines = new List<string>();
        while (reader.TryRead(out var frame))
            if (frame.Kind == LogEntryKind.Batch)
                lines.AddRange(Encoding.UTF8.GetString(BatchEntry.Parse(frame.Payload).Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
