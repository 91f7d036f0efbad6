using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>Senders from npm, with the server killed and started again while they send.</summary>
public sealed class NodeSenderTests
{
    private const int Count = 2_000;

    [Fact]
    public async Task ElasticBulkHelper_OverKills_LosesNothingAndDoublesNothing()
    {
        await using var server = await KilledServer.StartAsync();
        using var peer = Peer.Node("elastic-bulk.mjs", server.Address + "/elastic", server.Token, $"{Count}");

        await KillAsync(server, peer, Count / 10, Count / 2);
        await Eventually.TrueAsync(() => peer.HasEnded, () => "the bulk helper did not end");

        Assert.Contains("done", peer.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("dropped", peer.Errors, StringComparison.Ordinal);
        var stored = await server.StoredAsync("n");
        Assert.Equal(Enumerable.Range(0, Count), stored.Select(e => e.GetProperty("n").GetInt32()).Order());
        Assert.Equal(Count, peer.Lines.Distinct().Count());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("proto")]
    [InlineData("grpc")]
    public async Task OpenTelemetryExporter_OverKills_LosesNothing(string kind)
    {
        await using var server = await KilledServer.StartAsync();
        using var peer = Peer.Node("otlp.mjs", kind, kind == "grpc" ? server.GrpcAddress : server.Address, server.Token, $"{Count}");

        await KillAsync(server, peer, Count / 4);
        await Eventually.TrueAsync(() => peer.HasEnded, () => "the exporter did not end");

        Assert.True(peer.Lines.Count == Count, peer.Errors);
        var stored = await server.StoredAsync("message", "@timestamp", "trace.id", "service.name", "log.level");
        Assert.Empty(peer.Lines.Except(stored.Select(e => e.GetProperty("message").GetString())));
        var one = stored[0];
        Assert.Equal(
            ("2025-11-24T16:00:00Z", "5b8efff798038103d269b633813fc60c", "peer", "INFO"),
            (one.GetProperty("@timestamp").GetString(), one.GetProperty("trace.id").GetString(), one.GetProperty("service.name").GetString(), one.GetProperty("log.level").GetString()));
    }

    /// <summary>Kills the server each time when the sender has had so many answers.</summary>
    private static async Task KillAsync(KilledServer server, Peer peer, params int[] answers)
    {
        foreach (var least in answers)
        {
            await Eventually.TrueAsync(() => peer.Lines.Count >= least || peer.HasEnded, () => "the sender got no answers");
            Assert.False(peer.HasEnded && peer.Lines.Count < Count, peer.Errors);
            await server.KillAsync();
        }
    }
}
