using System.Data;
using System.Data.Common;

namespace Watchfloor.Platform.State;

/// <summary>
/// The truth about now: users, alerts, sources, the ledger. SQLite or PostgreSQL, with the same SQL. Writes pass one gate where the
/// database takes one writer; reads do not wait.
/// </summary>
public sealed class StateDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    private StateDatabase(StateDialect dialect) => Dialect = dialect;

    /// <summary>The database's kind.</summary>
    public StateDialect Dialect { get; }

    /// <summary>Opens the database and brings its tables up to date.</summary>
    /// <param name="connection">A connection string; see <see cref="StateDialect.Of"/>.</param>
    /// <param name="schemas">The tables of every room.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="StateException">It was written by a newer program, or cannot be reached.</exception>
    public static async Task<StateDatabase> OpenAsync(string connection, IEnumerable<StateSchema> schemas, CancellationToken cancellation)
    {
        var database = new StateDatabase(StateDialect.Of(connection));
        try
        {
            await StateUpgrade.RunAsync(database, [.. schemas], cancellation).ConfigureAwait(false);
        }
        catch (DbException e)
        {
            throw new StateException($"the state database ({database.Dialect.Name}) cannot be used: {e.Message}", e);
        }

        return database;
    }

    /// <summary>Runs work in a transaction: committed when it returns, undone when it throws.</summary>
    public async Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> work, CancellationToken cancellation)
    {
        var gated = Dialect.HasOneWriter;
        if (gated) await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await using var connection = await Dialect.ConnectAsync(cancellation).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellation).ConfigureAwait(false);
            var result = await work(new StateTransaction(connection, transaction, Dialect)).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return result;
        }
        finally
        {
            if (gated) _gate.Release();
        }
    }

    /// <summary>Runs work in a transaction.</summary>
    public Task WriteAsync(Func<StateTransaction, Task> work, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                await work(transaction).ConfigureAwait(false);
                return true;
            },
            cancellation);

    /// <summary>Runs reading work on a connection.</summary>
    public async Task<T> ReadAsync<T>(Func<StateSession, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await Dialect.ConnectAsync(cancellation).ConfigureAwait(false);
        return await work(new StateSession(connection, null, Dialect)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Dialect is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }
}

/// <summary>The state database cannot be used; the message says why and what to do.</summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
