using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Watchfloor.Platform.State;

/// <summary>Where the two state databases differ.</summary>
public abstract class StateDialect
{
    /// <summary>What to show for it.</summary>
    public abstract string Name { get; }

    /// <summary>True when one writer at a time is all the database takes.</summary>
    public abstract bool HasOneWriter { get; }

    /// <summary>An open connection, ready for use.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>The SQL of a schema step in the database's own words.</summary>
    public abstract string Translate(string step);

    /// <summary>The dialect of a connection string: <c>Host=…</c> or <c>postgres://…</c> is PostgreSQL, anything else the path of a SQLite file.</summary>
    public static StateDialect Of(string connection) =>
        connection.Contains("Host=", StringComparison.OrdinalIgnoreCase) || connection.StartsWith("postgres", StringComparison.Ordinal)
            ? new PostgresDialect(connection)
            : new SqliteDialect(connection);
}

/// <summary>SQLite: one file, in write-ahead mode, durable at each commit.</summary>
/// <param name="file">The file's path.</param>
public sealed class SqliteDialect(string file) : StateDialect
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = 30 }.ToString();

    /// <summary>The database's file.</summary>
    public string File => file;

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override bool HasOneWriter => true;

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        // The command line writes beside the server, so a locked file is waited for. FULL: a commit that returned survives a power cut.
        command.CommandText = "PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;";
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    /// <inheritdoc/>
    public override string Translate(string step) =>
        step.Replace("{id}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal).Replace("{bytes}", "BLOB", StringComparison.Ordinal);
}

/// <summary>PostgreSQL 15 or later.</summary>
public sealed class PostgresDialect : StateDialect, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    /// <summary>A dialect for a connection string or URI.</summary>
    public PostgresDialect(string connection) => _source = NpgsqlDataSource.Create(connection);

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override bool HasOneWriter => false;

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public override string Translate(string step) =>
        step.Replace("{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal).Replace("{bytes}", "BYTEA", StringComparison.Ordinal);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
