using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Watchfloor.Serve;

/// <summary>Metrics and traces of the server itself, for Prometheus and for any OpenTelemetry collector.</summary>
internal static class Telemetry
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds them. A collector is told of what happens when the environment names one, by OpenTelemetry's own variables.</summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        var toCollector = Environment.GetEnvironmentVariable(Collector) is { Length: > 0 };
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("watchfloor"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Watchfloor*").AddRuntimeInstrumentation().AddAspNetCoreInstrumentation().AddPrometheusExporter();
                if (toCollector) metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                if (toCollector) traces.AddAspNetCoreInstrumentation().AddOtlpExporter();
            });
    }
}
