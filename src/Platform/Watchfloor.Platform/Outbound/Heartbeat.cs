using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Platform.Outbound;

/// <summary>
/// Calls an address once a minute while no part has failed. Whoever waits there notices a dead process, which cannot report itself.
/// </summary>
/// <remarks>Run by the host.</remarks>
/// <param name="address">The address; null: no heartbeat.</param>
/// <param name="monitor">Tells how everything does.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">For the client and for failures.</param>
public sealed partial class Heartbeat(Uri? address, HealthMonitor monitor, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);
    private readonly ILogger _logger = loggers.CreateLogger<Heartbeat>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (address is null) return;
        using var client = new GuardedClient(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { address.Host }, privateNetworks: true, loggers.CreateLogger<GuardedClient>());
        using var timer = new PeriodicTimer(_every, time);
        do
        {
            try
            {
                if (monitor.Report().Status != HealthStatus.Failed && (int)await client.GetAsync(address, stoppingToken).ConfigureAwait(false) is var status and not (>= 200 and < 300)) LogNotTaken(status);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                LogMissed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat was answered with {Status}: the address may be wrong")]
    private partial void LogNotTaken(int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat did not arrive")]
    private partial void LogMissed(Exception exception);
}
