using System.Data.Common;
using System.Net;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The rows of sources. Every change raises a version, by which other processes notice it.</summary>
internal static class SourceTable
{
    private const string Columns =
        "id, name, kind, enabled, format, time_zone, retention, events_per_second, bytes_per_day, networks, created";

    private const string InsertSql = $"""
        INSERT INTO monitoring_sources ({Columns})
        VALUES (@id, @name, @kind, @enabled, @format, @zone, @retention, @events, @bytes, @networks, @created)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateSql = """
        UPDATE monitoring_sources SET enabled = @enabled, format = @format, time_zone = @zone, retention = @retention,
        events_per_second = @events, bytes_per_day = @bytes, networks = @networks WHERE id = @id
        """;

    public static async Task<long> VersionAsync(StateSession session, CancellationToken cancellation) =>
        await session.NumberAsync("SELECT version FROM monitoring_version", cancellation).ConfigureAwait(false) ?? 0;

    public static Task<List<Source>> AllAsync(StateSession session, CancellationToken cancellation) =>
        session.QueryAsync($"SELECT {Columns} FROM monitoring_sources ORDER BY name", Read, cancellation);

    public static Task<Source?> ByIdAsync(StateSession session, string id, CancellationToken cancellation) =>
        session.FirstAsync($"SELECT {Columns} FROM monitoring_sources WHERE id = @id", Read, cancellation, ("id", id));

    public static Task<Source?> ByNameAsync(StateSession session, string name, CancellationToken cancellation) =>
        session.FirstAsync($"SELECT {Columns} FROM monitoring_sources WHERE name = @name", Read, cancellation, ("name", name));

    /// <summary>Adds a row.</summary>
    /// <returns>False when the name is taken.</returns>
    public static async Task<bool> InsertAsync(StateTransaction transaction, Source source, CancellationToken cancellation) =>
        await transaction.ExecuteAsync(InsertSql, cancellation, Parameters(source)).ConfigureAwait(false) == 1
        && await RaiseAsync(transaction, cancellation).ConfigureAwait(false);

    /// <summary>Changes all that may change: not the id, name and kind.</summary>
    public static async Task UpdateAsync(StateTransaction transaction, Source source, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync(UpdateSql, cancellation, Parameters(source)).ConfigureAwait(false);
        await RaiseAsync(transaction, cancellation).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(StateTransaction transaction, string id, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync("DELETE FROM monitoring_sources WHERE id = @id", cancellation, ("id", id)).ConfigureAwait(false);
        await transaction.ExecuteAsync("DELETE FROM monitoring_traffic WHERE source_id = @id", cancellation, ("id", id)).ConfigureAwait(false);
        await RaiseAsync(transaction, cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> RaiseAsync(StateTransaction transaction, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync("UPDATE monitoring_version SET version = version + 1", cancellation).ConfigureAwait(false);
        return true;
    }

    private static (string, object?)[] Parameters(Source source) =>
    [
        ("id", source.Id),
        ("name", source.Name),
        ("kind", source.Kind),
        ("enabled", source.Enabled ? 1L : 0L),
        ("format", source.Format),
        ("zone", source.TimeZone),
        ("retention", source.Retention),
        ("events", (long)source.EventsPerSecond),
        ("bytes", source.BytesPerDay),
        ("networks", string.Join(' ', source.Networks)),
        ("created", source.Created.UtcTicks),
    ];

    private static Source Read(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Name = row.Text("name"),
        Kind = row.Text("kind"),
        Enabled = row.Flag("enabled"),
        Format = row.Text("format"),
        TimeZone = row.Text("time_zone"),
        Retention = row.Text("retention"),
        EventsPerSecond = (int)row.Number("events_per_second"),
        BytesPerDay = row.Number("bytes_per_day"),
        Networks = [.. row.Text("networks").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => IPNetwork.Parse(n))],
        Created = row.Time("created"),
    };
}
