using System.Globalization;
using DuckDB.NET.Data;
using Watchfloor.Events;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Bench.Serving;

/// <summary>
/// The floor of the store: the same events appended to one table of plain columns, their fields as JSON packed with zstd, by the database
/// alone. They wait in its memory, so that nothing is decoded, and one thread does it.
/// </summary>
internal sealed class BareAppend : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    private BareAppend(string rows)
    {
        _connection.Open();
        Run("SET threads = 1");
        Run("SET checkpoint_threshold = '128MiB'");
        var columns = string.Join(", ", EventColumns.All.Select(c => $"'{c.Name}': '{TypeOf(c)}'"));
        Run($"CREATE TABLE events AS SELECT * FROM read_ndjson('{rows}', columns = {{{columns}}})");
        Rows = Convert.ToInt64(Ask("SELECT count(*) FROM events"), CultureInfo.InvariantCulture);
    }

    /// <summary>Takes the events of a folder into memory.</summary>
    /// <param name="events">The events folder of a data directory that no server has open.</param>
    public static async Task<BareAppend> OfAsync(string events)
    {
        using var folder = new TemporaryFolder();
        var rows = Path.Combine(folder.Path, "rows.ndjson");
        using (var store = EmbeddedEventStore.Open(events, EventCatalog.LoadDefault(), new EventStoreOptions(), TimeProvider.System))
        {
            var query = new EventQuery { Limit = EventQuery.MaxLimit, NewestFirst = false, Columns = [.. EventColumns.All.Select(c => c.Name)] };
            var answer = await store.QueryAsync(query, CancellationToken.None);
            await using var found = answer.Value;
            await using var file = File.Create(rows);
            await foreach (var row in found.Rows)
            {
                await file.WriteAsync(row);
                file.WriteByte((byte)'\n');
            }
        }

        return new BareAppend(rows);
    }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; }

    /// <summary>Appends all of them to a new file.</summary>
    /// <param name="perTransaction">How many rows a transaction brings.</param>
    /// <returns>CPU seconds until all are committed.</returns>
    public double Run(long perTransaction)
    {
        using var folder = new TemporaryFolder();
        Run($"ATTACH '{Path.Combine(folder.Path, "bare.db")}' AS bare (STORAGE_VERSION 'latest', BLOCK_SIZE 65536)");
        Run($"CREATE TABLE bare.events ({string.Join(", ", EventColumns.All.Select(c => $"\"{c.Name}\" {TypeOf(c)}{(c.Name == EventColumns.Fields ? " USING COMPRESSION zstd" : "")}"))})");
        var before = Environment.CpuUsage.TotalTime;
        for (var row = 0L; row < Rows; row += perTransaction) Run($"INSERT INTO bare.events SELECT * FROM events WHERE rowid >= {row} AND rowid < {row + perTransaction}");
        var cpu = Environment.CpuUsage.TotalTime - before;
        Run("DETACH bare");
        return cpu.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static string TypeOf(EventColumn column) => column.Kind switch
    {
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Time => "TIMESTAMP",
        _ => "VARCHAR",
    };

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object? Ask(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
