using System.Data;
using System.Data.Common;

namespace Watchfloor.Platform.State;

/// <summary>
/// The truth about now: users, alerts, sources, the ledger. SQLite or PostgreSQL, with the same SQL. Writes pass one gate where the
/// database takes one writer; reads do not wait.
/// </summary>
/// <remarks>
/// Transactions are serialisable on both databases: what a transaction has read still holds when it commits. On PostgreSQL that is
/// achieved by running the work of a collision again, so work must have no effect but its SQL; what is to follow a commit goes into
/// <see cref="StateTransaction.OnCommitted"/>.
/// </remarks>
public sealed class StateDatabase : IAsyncDisposable
{
    /// <summary>How often work is run before its collisions are given up. The waits add up to some two seconds.</summary>
    private const int MaxAttempts = 10;

    /// <summary>Set where a transaction runs: a second one inside would wait for the first for ever.</summary>
    private static readonly AsyncLocal<StateDatabase?> Writing = new();

    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The one writer's connection, kept open (SQLite only): one from the pool, with its pragmas, costs twice what a small transaction does besides its sync.</summary>
    private DbConnection? _writer;

    private StateDatabase(StateDialect dialect) => Dialect = dialect;

    /// <summary>The database's kind.</summary>
    public StateDialect Dialect { get; }

    /// <summary>Opens the database and brings its tables up to date.</summary>
    /// <param name="connection">A connection string; see <see cref="StateDialect.Of"/>.</param>
    /// <param name="schemas">The tables of every room.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="StateException">It was written by a newer program, cannot be reached, or an upgrade failed and was undone.</exception>
    public static async Task<StateDatabase> OpenAsync(string connection, IEnumerable<StateSchema> schemas, CancellationToken cancellation)
    {
        var database = new StateDatabase(StateDialect.Of(connection));
        try
        {
            await StateUpgrade.RunAsync(database, [.. schemas], cancellation).ConfigureAwait(false);
            return database;
        }
        catch (Exception e)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            if (e is DbException) throw new StateException($"the state database ({database.Dialect.Name}) cannot be used: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Runs work in a transaction: committed when it returns, undone when it throws. It may run more than once.</summary>
    /// <exception cref="StateException">The database cannot be used now; a later call may succeed.</exception>
    /// <exception cref="DbException">The work's own SQL is at fault, such as a key that is taken (<see cref="StateDialect.IsDuplicate"/>).</exception>
    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> work, CancellationToken cancellation) => WriteAsync(work, IsolationLevel.Serializable, cancellation);

    /// <summary>Runs work in a transaction.</summary>
    /// <inheritdoc cref="WriteAsync{T}(Func{StateTransaction, Task{T}}, CancellationToken)"/>
    public Task WriteAsync(Func<StateTransaction, Task> work, CancellationToken cancellation) =>
        WriteAsync(
            async transaction =>
            {
                await work(transaction).ConfigureAwait(false);
                return true;
            },
            cancellation);

    /// <summary>Runs reading work on a connection.</summary>
    /// <exception cref="StateException">The database cannot be used now; a later call may succeed.</exception>
    public async Task<T> ReadAsync<T>(Func<StateSession, Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await Dialect.ConnectAsync(cancellation).ConfigureAwait(false);
                return await work(new StateSession(connection, null, Dialect)).ConfigureAwait(false);
            }
            catch (DbException e) when (Dialect.IsConnectionLost(e) && attempt == 1)
            {
            }
            catch (DbException e) when (Dialect.Explain(e) is { } explanation)
            {
                throw new StateException(explanation, e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseWriterAsync().ConfigureAwait(false);
        if (Dialect is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>Runs work in a transaction of a weaker kind, for what locks by itself.</summary>
    internal async Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> work, IsolationLevel isolation, CancellationToken cancellation)
    {
        if (Writing.Value == this) throw new InvalidOperationException("a transaction runs already: use it instead of beginning another inside");
        if (Dialect.HasOneWriter) await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        Writing.Value = this;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var progress = new Progress();
                try
                {
                    return await OnceAsync(work, isolation, progress, cancellation).ConfigureAwait(false);
                }
                catch (DbException e) when (Dialect.IsConnectionLost(e) && !progress.IsCommitting && attempt == 1)
                {
                    // A connection that lay idle while the server was started anew: nothing of the work was kept, so it may run again.
                }
                catch (DbException e) when (Dialect.IsCollision(e) && attempt < MaxAttempts)
                {
                    // Two that collided must not meet again in step.
                    await Task.Delay(Random.Shared.Next(1, 4 << Math.Min(attempt, 7)), cancellation).ConfigureAwait(false);
                }
                catch (DbException e) when (Dialect.Explain(e) is { } explanation)
                {
                    throw new StateException(explanation, e);
                }
            }
        }
        finally
        {
            Writing.Value = null;
            if (Dialect.HasOneWriter) _gate.Release();
        }
    }

    /// <summary>Rewrites the database so that nothing deleted is left in its files. Writers wait meanwhile.</summary>
    internal async Task PurgeAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Dialect.PurgeAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbException e) when (Dialect.Explain(e) is { } explanation)
        {
            throw new StateException(explanation, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<T> OnceAsync<T>(Func<StateTransaction, Task<T>> work, IsolationLevel isolation, Progress progress, CancellationToken cancellation)
    {
        var connection = _writer ?? await Dialect.ConnectAsync(cancellation).ConfigureAwait(false);
        var isHealthy = false;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(isolation, cancellation).ConfigureAwait(false);
            var session = new StateTransaction(connection, transaction, Dialect);
            var result = await work(session).ConfigureAwait(false);
            progress.IsCommitting = true;
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            isHealthy = true;
            session.RunCommitted();
            return result;
        }
        finally
        {
            // After a failure the connection may be in any state; another one costs a millisecond.
            if (Dialect.HasOneWriter && isHealthy) _writer = connection;
            else await DropAsync(connection).ConfigureAwait(false);
        }
    }

    private async Task DropAsync(DbConnection connection)
    {
        if (ReferenceEquals(connection, _writer)) _writer = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseWriterAsync()
    {
        if (_writer is { } writer) await DropAsync(writer).ConfigureAwait(false);
    }

    /// <summary>How far an attempt came: after a connection broke in the commit nobody knows whether it was kept.</summary>
    private sealed class Progress
    {
        public bool IsCommitting { get; set; }
    }
}
