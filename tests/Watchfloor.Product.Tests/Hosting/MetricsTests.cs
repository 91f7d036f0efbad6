using System.Net;
using System.Net.Http.Json;
using Watchfloor.Contracts.Health;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary><c>/metrics</c> for Prometheus.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_WithATokenForThem_HoldEveryFigureOfHealth()
    {
        await using var server = await RunningServer.StartAsync();
        using var prometheus = await server.ClientAsync("metrics");

        var text = await prometheus.GetStringAsync("/metrics", Cancel);

        var report = (await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, Cancel))!;
        var missing = report.Parts.SelectMany(p => p.Figures.Keys.Select(f => $"watchfloor_{p.Name}_{f}".Replace('.', '_'))).Where(name => !text.Contains(name, StringComparison.Ordinal)).ToList();
        Assert.True(report.Parts.Sum(p => p.Figures.Count) > 20);
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Metrics_ForAnybodyElse_AreRefused()
    {
        await using var server = await RunningServer.StartAsync();
        using var sender = await server.ClientAsync("ingest");

        using var anonymous = await server.Http.GetAsync("/metrics", Cancel);
        using var other = await sender.GetAsync("/metrics", Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (anonymous.StatusCode, other.StatusCode));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
