using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Store;

/// <summary>Closes idle files and deletes expired ones, once a minute. Run by the host.</summary>
internal sealed partial class StoreHousekeeping(EmbeddedEventStore store, Expiry expiry, TimeProvider time, ILogger<StoreHousekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                store.CloseIdleFiles();
                foreach (var name in expiry.Run()) Expired(name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DuckDB.NET.Data.DuckDBException or System.Text.Json.JsonException)
            {
                Failed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The day file {Name} has expired and is deleted")]
    private partial void Expired(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping of the event store failed; it is tried again in a minute")]
    private partial void Failed(Exception error);
}
