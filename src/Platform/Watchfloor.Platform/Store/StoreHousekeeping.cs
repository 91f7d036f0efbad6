using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Store;

/// <summary>Settles legal holds, at the start and once a minute; then tidies a day that is over, closes idle files and deletes expired ones. Run by the host.</summary>
internal sealed partial class StoreHousekeeping(EmbeddedEventStore store, Expiry expiry, HoldSettlement holds, TimeProvider time, ILogger<StoreHousekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    /// <remarks>Before requests are taken, so that nobody sees what is half done.</remarks>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            await SettleAsync(stoppingToken).ConfigureAwait(false);
            try
            {
                if (store.Tidy() is { } tidied) Tidied(tidied);
                store.CloseIdleFiles();
                foreach (var name in expiry.Run()) Expired(name);
            }
            catch (Exception e) when (IsPassing(e))
            {
                Failed(e);
            }
        }
    }

    private async Task SettleAsync(CancellationToken cancellation)
    {
        try
        {
            await holds.RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsPassing(e))
        {
            Failed(e);
        }
    }

    private static bool IsPassing(Exception e) =>
        e is IOException or UnauthorizedAccessException or DuckDB.NET.Data.DuckDBException or System.Text.Json.JsonException or StateException or System.Data.Common.DbException;

    [LoggerMessage(Level = LogLevel.Debug, Message = "The small packs of the day file {Name} are put together, where there were some")]
    private partial void Tidied(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The day file {Name} has expired and is deleted")]
    private partial void Expired(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping of the event store failed; it is tried again in a minute")]
    private partial void Failed(Exception error);
}
