using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Platform.Ledger;

/// <summary>Whether entries are being sealed. The sealer says so; any thread asks.</summary>
internal sealed class LedgerHealth(LedgerHead head) : IHealthSource
{
    private volatile string? _trouble;

    /// <summary>Says why entries are not being sealed; null: they are.</summary>
    public void Trouble(string? why) => _trouble = why;

    /// <inheritdoc/>
    public HealthPart Report()
    {
        var trouble = _trouble;
        return new HealthPart
        {
            Name = "ledger",
            Status = trouble is null ? HealthStatus.Good : HealthStatus.Failed,
            Message = trouble is null ? "" : $"Ledger entries are not being sealed, they wait in the database: {trouble}",
            Figures = new Dictionary<string, double>(StringComparer.Ordinal) { ["sealed_total"] = head.Position },
        };
    }
}
