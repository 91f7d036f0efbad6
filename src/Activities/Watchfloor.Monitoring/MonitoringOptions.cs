using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring;

/// <summary>What the room of monitoring is set up with.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Bounds of the way into the log.</summary>
    public IntakeOptions Intake { get; set; } = new();

    /// <summary>Bounds of the inputs that speak HTTP.</summary>
    public HttpInputOptions Http { get; set; } = new();
}
