using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Intake;

/// <summary>
/// Before anything listens: reads sources, counts and recent keys. Then, on one timer of the thread pool: looks for changes of the sources
/// that another process made, saves the counts, moves the mark of the key window.
/// </summary>
internal sealed partial class IntakeUpkeep(
    SourceDirectory sources, TrafficTable traffic, RecentKeys recent, TimeProvider time, ILogger<IntakeUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MarkPeriod = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await sources.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await traffic.LoadAsync(cancellationToken).ConfigureAwait(false);
        recent.Restore(cancellationToken);
        recent.Note();
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await TryAsync("saving the counts of sources", traffic.SaveAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var marked = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            await TryAsync("reading the sources", sources.RefreshAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync("saving the counts of sources", traffic.SaveAsync, stoppingToken).ConfigureAwait(false);
            if (time.GetElapsedTime(marked) < MarkPeriod) continue;
            marked = time.GetTimestamp();
            await TryAsync("noting the end of the log", _ => Task.Run(recent.Note, stoppingToken), stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>The state may be full or away for a while; events go on being taken, and the next tick tries again.</summary>
    private async Task TryAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StateException or DbException or IOException or InvalidOperationException or TimeoutException)
        {
            Failed(what, e);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} failed; it is tried again in 3 seconds")]
    private partial void Failed(string what, Exception exception);
}
