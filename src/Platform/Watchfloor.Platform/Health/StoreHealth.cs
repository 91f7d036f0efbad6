using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Health;

/// <summary>The store: how far behind the log it is, and whether it can write.</summary>
internal sealed class StoreHealth(IEventLog log, EmbeddedEventStore store) : IHealthSource
{
    /// <inheritdoc/>
    public HealthPart Report()
    {
        var writer = store.Writer;
        var searchable = writer.SearchableTo is { } to ? $"Searchable to {to:HH:mm:ss} UTC." : "";
        return new HealthPart
        {
            Name = "store",
            Status = writer.Trouble is null ? HealthStatus.Good : HealthStatus.Warning,
            Message = writer.Trouble is { } trouble ? $"Events cannot be stored: {trouble}. They wait in the log. {searchable}" : searchable,
            Figures = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["lag_bytes"] = Math.Max(0, log.End - writer.Cursor),
                ["rows_total"] = writer.Rows,
                ["waiting_batches"] = writer.Waiting,
                ["searchable_to_seconds"] = writer.SearchableTo?.ToUnixTimeSeconds() ?? 0,
            },
        };
    }
}
