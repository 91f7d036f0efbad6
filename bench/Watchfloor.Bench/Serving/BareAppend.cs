using System.Globalization;
using DuckDB.NET.Data;

namespace Watchfloor.Bench.Serving;

/// <summary>
/// The floor of the store: the rows of a day file appended to a table of the same columns and compression, by the database alone. They
/// wait in its memory, so that nothing is decoded, and one thread does it.
/// </summary>
internal sealed class BareAppend : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _columns;

    /// <summary>Takes the rows of a file into memory.</summary>
    /// <param name="dayFile">A day file that no server has open.</param>
    public BareAppend(string dayFile)
    {
        _connection.Open();
        Run("SET threads = 1");
        Run("SET checkpoint_threshold = '128MiB'");
        Run($"ATTACH '{dayFile}' AS day (READ_ONLY)");
        _columns = (string)Ask("SELECT sql FROM duckdb_tables() WHERE database_name = 'day' AND table_name = 'events'")!;
        // The database keeps a column's compression but does not say it.
        _columns = _columns.Replace("fields VARCHAR", "fields VARCHAR USING COMPRESSION zstd", StringComparison.Ordinal);
        Run("CREATE TABLE events AS SELECT * FROM day.events");
        Rows = Convert.ToInt64(Ask("SELECT count(*) FROM events"), CultureInfo.InvariantCulture);
        Run("DETACH day");
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
        Run(_columns.Replace("CREATE TABLE events", "CREATE TABLE bare.events", StringComparison.Ordinal));
        var before = Environment.CpuUsage.TotalTime;
        for (var row = 0L; row < Rows; row += perTransaction) Run($"INSERT INTO bare.events SELECT * FROM events WHERE rowid >= {row} AND rowid < {row + perTransaction}");
        var cpu = Environment.CpuUsage.TotalTime - before;
        Run("DETACH bare");
        return cpu.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

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
