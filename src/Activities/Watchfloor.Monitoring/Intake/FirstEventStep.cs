using Watchfloor.Platform.Identity.Setup;

namespace Watchfloor.Monitoring.Intake;

/// <summary>The step of setting up that is done with the first event.</summary>
internal sealed class FirstEventStep(TrafficTable traffic) : ISetupStep
{
    /// <inheritdoc/>
    public string Title => "First event received";

    /// <inheritdoc/>
    public string Help => "Make a token with: watchfloor token create shipper --scope ingest. Send it as Authorization: Bearer TOKEN with JSON lines to /api/v1/ingest, or point a shipper here.";

    /// <inheritdoc/>
    public Task<bool> IsDoneAsync(CancellationToken cancellation) => Task.FromResult(traffic.HasEvents);
}
