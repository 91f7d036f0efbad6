using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Watchfloor.Platform.State;

/// <summary>SQLite: one file, in write-ahead mode, durable at each commit.</summary>
/// <param name="file">The file's path.</param>
public sealed class SqliteDialect(string file) : StateDialect, IAsyncDisposable
{
    // Result codes (sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int PrimaryKeyTaken = 1555;
    private const int UniqueTaken = 2067;

    /// <summary>How long another process may hold the file, in seconds.</summary>
    private const int Patience = 30;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = Patience }.ToString();

    /// <summary>The database's file.</summary>
    public string File => file;

    /// <summary>Where the copy stands that the last upgrade took.</summary>
    public string UpgradeBackup => file + ".before-upgrade";

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override bool HasOneWriter => true;

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // The command line writes beside the server, so a locked file is waited for. FULL: a commit that returned survives a power cut.
            await RunAsync(
                connection,
                "PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
                cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Translate(string step) =>
        step.Replace("{id}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal).Replace("{bytes}", "BLOB", StringComparison.Ordinal);

    /// <inheritdoc/>
    internal override async Task<string?> CheckAsync(StateSession session, CancellationToken cancellation) =>
        await session.FirstAsync("PRAGMA quick_check(1)", r => r.GetString(0), cancellation).ConfigureAwait(false) is { } said and not "ok" ? said : null;

    /// <inheritdoc/>
    internal override string ListTables => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid";

    /// <inheritdoc/>
    public override bool IsDuplicate(Exception failure) => failure is SqliteException { SqliteExtendedErrorCode: PrimaryKeyTaken or UniqueTaken };

    /// <inheritdoc/>
    internal override bool IsCollision(DbException failure) => false;

    /// <inheritdoc/>
    internal override bool IsConnectionLost(DbException failure) => false;

    /// <inheritdoc/>
    internal override string? Explain(DbException failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        Full => $"the disk that holds {file} is full; nothing of this change was written, and writing works again when there is space",
        InputOutput => $"{file} cannot be read or written: {failure.Message}; if its disk is full, free some space, else check the disk",
        Busy => $"another process has held {file} for {Patience} seconds; try again, and end that process if it hangs",
        CannotOpen => $"{file} cannot be opened: {failure.Message}; check that its folder exists, is yours and has space",
        ReadOnly => $"{file} is not writable; check its owner, its mode and its disk",
        Corrupt or NotADatabase => $"{file} is damaged: {failure.Message}; restore a backup",
        _ => null,
    };

    /// <inheritdoc/>
    internal override Task LockForUpgradeAsync(StateTransaction transaction, CancellationToken cancellation) => Task.CompletedTask; // begun IMMEDIATE

    /// <inheritdoc/>
    internal override async Task<string?> BackUpAsync(CancellationToken cancellation)
    {
        var unfinished = UpgradeBackup + ".unfinished";
        System.IO.File.Delete(unfinished);
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @to";
        command.Parameters.Add(new SqliteParameter("@to", unfinished));
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        System.IO.File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (var copy = new FileStream(unfinished, FileMode.Open, FileAccess.Write)) copy.Flush(flushToDisk: true);
        System.IO.File.Move(unfinished, UpgradeBackup, overwrite: true);
        DurableFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return UpgradeBackup;
    }

    /// <inheritdoc/>
    internal override async Task PurgeAsync(CancellationToken cancellation)
    {
        System.IO.File.Delete(UpgradeBackup);
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        // Pages that moved may have left copies behind, so the file is written anew; then the log, which holds old pages, is emptied.
        await RunAsync(connection, "VACUUM", cancellation).ConfigureAwait(false);
        for (var attempt = 0; !await EmptyLogAsync(connection, cancellation).ConfigureAwait(false); attempt++)
        {
            if (attempt == 5)
                throw new StateException($"somebody reads {file} without an end, so that its log {file}-wal could not be emptied; end the reader and erase again");
        }
    }

    /// <summary>Closes the idle connections, so that nothing of the file stays open.</summary>
    public ValueTask DisposeAsync()
    {
        using var one = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(one);
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> EmptyLogAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) && reader.GetInt64(0) == 0;
    }

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
