using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Watchfloor.Platform.Health;

/// <summary>Gives every figure of health to whoever listens to the meter <c>Watchfloor</c>, as <c>watchfloor.PART.FIGURE</c>.</summary>
internal sealed class HealthMetrics(HealthMonitor monitor) : IHostedService, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Watchfloor";

    private readonly Meter _meter = new(MeterName);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var part in monitor.Report().Parts)
        {
            _meter.CreateObservableGauge($"watchfloor.{part.Name}.status", () => (int)(Find(part.Name)?.Status ?? 0), description: "0 good, 1 warning, 2 failed");
            foreach (var figure in part.Figures.Keys)
            {
                var (name, key) = (part.Name, figure);
                if (key.EndsWith("_total", StringComparison.Ordinal))
                    _meter.CreateObservableCounter($"watchfloor.{name}.{key[..^6]}", () => Figure(name, key));
                else
                    _meter.CreateObservableGauge($"watchfloor.{name}.{key}", () => Figure(name, key));
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Contracts.Health.HealthPart? Find(string part) => monitor.Report().Parts.FirstOrDefault(p => p.Name == part);

    private double Figure(string part, string key) => Find(part)?.Figures.GetValueOrDefault(key) ?? 0;
}
