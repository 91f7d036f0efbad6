using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>What the server tells an OpenTelemetry collector that its environment names.</summary>
public sealed class CollectorTests
{
    [Fact]
    public async Task Collector_NamedByTheEnvironment_GetsMetricsAndTraces()
    {
        var data = Directory.CreateTempSubdirectory("wf-collector-");
        try
        {
            await using var collector = new RecordingHttp();
            var environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            };
            await using var server = await ServerProcess.StartAsync(ServerProcess.Published, data.FullName, ["--listen", "127.0.0.1:0"], environment);
            Assert.Equal("ready\n", await server.Http.GetStringAsync("/healthz/ready", TestContext.Current.CancellationToken));

            await Eventually.TrueAsync(
                () => collector.Requests.Contains("POST /v1/metrics") && collector.Requests.Contains("POST /v1/traces"), () => string.Join('\n', collector.Requests.Distinct()) + server.Errors);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
