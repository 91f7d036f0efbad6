using Microsoft.Extensions.Hosting;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Looks after the server certificate once a minute. Run by the host.</summary>
internal sealed class CertificateWatch(ServerCertificate certificate, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) certificate.Refresh();
        }
        catch (OperationCanceledException)
        {
        }
    }
}
