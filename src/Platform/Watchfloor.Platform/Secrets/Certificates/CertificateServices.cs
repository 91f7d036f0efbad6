using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Platform.Health;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Registers the certificates.</summary>
public static class CertificateServices
{
    /// <summary>Adds <see cref="CertificateAuthority"/> and <see cref="ServerCertificate"/>, made when the host starts, and what renews it.</summary>
    public static IServiceCollection AddCertificates(this IServiceCollection services, CertificateOptions options) => services
        .AddSingleton(options)
        .AddSingleton(parts => CertificateAuthority.Open(parts.GetRequiredService<DataDirectory>(), parts.GetRequiredService<TimeProvider>()))
        .AddSingleton<ServerCertificate>()
        .AddSingleton<IHealthSource, CertificateHealthSource>()
        .AddHostedService<CertificateWatch>();
}
