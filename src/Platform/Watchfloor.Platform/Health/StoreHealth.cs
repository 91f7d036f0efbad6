using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Health;

/// <summary>The store: how far behind the log it is, whether it can write, and which days it cannot read.</summary>
internal sealed class StoreHealth(IEventLog log, EmbeddedEventStore store) : IHealthSource
{
    private const int MostNamed = 3;

    /// <inheritdoc/>
    public HealthPart Report()
    {
        var writer = store.Writer;
        var searchable = writer.SearchableTo is { } to ? $"Searchable to {to:HH:mm:ss} UTC." : "";
        var damaged = store.DayFiles.All().Where(f => f.Damage is not null).ToList();
        List<string> messages = [];
        if (writer.Trouble is { } trouble) messages.Add($"Events cannot be stored: {trouble}. They wait in the log.");
        if (damaged.Count > 0) messages.Add($"Left out of searches, because they cannot be read: {Named(damaged)}. Restore them from a backup, or delete them.");
        if (searchable.Length > 0) messages.Add(searchable);
        return new HealthPart
        {
            Name = "store",
            Status = writer.Trouble is null && damaged.Count == 0 ? HealthStatus.Good : HealthStatus.Warning,
            Message = string.Join(' ', messages),
            Figures = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["lag_bytes"] = Math.Max(0, log.End - writer.Cursor),
                ["rows_total"] = writer.Rows,
                ["waiting_batches"] = writer.Waiting,
                ["damaged_files"] = damaged.Count,
                ["searchable_to_seconds"] = writer.SearchableTo?.ToUnixTimeSeconds() ?? 0,
            },
        };
    }

    private static string Named(List<DayFile> damaged) =>
        string.Join(", ", damaged.Take(MostNamed).Select(f => $"{f.Name} ({f.Damage})")) + (damaged.Count > MostNamed ? $" and {damaged.Count - MostNamed} more" : "");
}
