using System.Data.Common;

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
    /// <exception cref="StateException">It is neither.</exception>
    public static StateDialect Of(string connection) =>
        PostgresAddress.IsOne(connection) ? new PostgresDialect(connection) : new SqliteDialect(connection);

    /// <summary>What is damaged in the database as far as it can tell itself, or null.</summary>
    internal virtual Task<string?> CheckAsync(StateSession session, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>A query for the names of the tables, in the order they were made.</summary>
    internal abstract string ListTables { get; }

    /// <summary>What an INSERT needs to say so that columns of <c>{id}</c> take the numbers given.</summary>
    internal virtual string WithOwnNumbers => "";

    /// <summary>After rows were inserted with numbers of their own: goes on behind the greatest.</summary>
    internal virtual Task ContinueNumbersAsync(StateTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether a failure says that a row with this key is there already.</summary>
    public abstract bool IsDuplicate(Exception failure);

    /// <summary>Whether a transaction failed only because another ran at the same time; the same work may succeed when run again.</summary>
    internal abstract bool IsCollision(DbException failure);

    /// <summary>Whether a failure is the connection's and not the work's: another connection may succeed.</summary>
    internal abstract bool IsConnectionLost(DbException failure);

    /// <summary>What a failure of the environment (disk full, server gone) means, in words; null when the work itself is at fault.</summary>
    internal abstract string? Explain(DbException failure);

    /// <summary>Keeps the other programs' upgrades out until the transaction ends.</summary>
    internal abstract Task LockForUpgradeAsync(StateTransaction transaction, CancellationToken cancellation);

    /// <summary>Copies the database to where an upgrade can be undone from.</summary>
    /// <returns>The copy's place, or null where copies are not ours to take.</returns>
    internal abstract Task<string?> BackUpAsync(CancellationToken cancellation);

    /// <summary>Rewrites the database so that nothing deleted is left in its files.</summary>
    internal abstract Task PurgeAsync(CancellationToken cancellation);
}
