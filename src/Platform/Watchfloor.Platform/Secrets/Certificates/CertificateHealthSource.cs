using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>The server certificate, and how long it holds.</summary>
internal sealed class CertificateHealthSource(ServerCertificate certificate, TimeProvider time) : IHealthSource
{
    /// <inheritdoc/>
    public HealthPart Report()
    {
        var health = certificate.Health;
        return new HealthPart
        {
            Name = "certificate",
            Status = health.Warning is null ? HealthStatus.Good : HealthStatus.Warning,
            Message = health.Warning ?? "",
            Figures = new Dictionary<string, double>(StringComparer.Ordinal) { ["days_left"] = Math.Floor((health.NotAfter - time.GetUtcNow()).TotalDays) },
        };
    }
}
