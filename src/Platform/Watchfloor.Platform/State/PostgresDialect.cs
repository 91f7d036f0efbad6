using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;

namespace Watchfloor.Platform.State;

/// <summary>PostgreSQL 15 or later.</summary>
public sealed partial class PostgresDialect : StateDialect, IAsyncDisposable
{
    /// <summary>A number that only upgrades of this program lock.</summary>
    private const long UpgradeLock = 0x57_61_74_63_68;

    private readonly NpgsqlDataSource _source;
    private readonly string _place;

    /// <summary>A dialect for a connection string or URI.</summary>
    /// <exception cref="StateException">It is not understood.</exception>
    public PostgresDialect(string connection)
    {
        var address = PostgresAddress.Parse(connection);
        _place = $"PostgreSQL at {address.Host}";
        _source = NpgsqlDataSource.Create(address);
    }

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override bool HasOneWriter => false;

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);

    /// <summary>Texts are compared by their bytes, as in SQLite: the same order everywhere, whatever the server's language is.</summary>
    public override string Translate(string step) => TextColumn().Replace(
        step.Replace("{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal).Replace("{bytes}", "BYTEA", StringComparison.Ordinal),
        "TEXT COLLATE \"C\"");

    /// <inheritdoc/>
    internal override string ListTables =>
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.oid";

    /// <inheritdoc/>
    internal override string WithOwnNumbers => "OVERRIDING SYSTEM VALUE";

    /// <inheritdoc/>
    internal override async Task ContinueNumbersAsync(StateTransaction transaction, CancellationToken cancellation)
    {
        const string Identities = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";
        foreach (var (table, column) in await transaction.QueryAsync(Identities, r => (r.GetString(0), r.GetString(1)), cancellation).ConfigureAwait(false))
        {
            await transaction.NumberAsync(
                $"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), (SELECT COALESCE(MAX(\"{column}\"), 0) + 1 FROM \"{table}\"), false)", cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override bool IsDuplicate(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <inheritdoc/>
    internal override bool IsCollision(DbException failure) =>
        failure.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <inheritdoc/>
    internal override bool IsConnectionLost(DbException failure) => failure switch
    {
        // Class 57P: the server is shutting down, has crashed, or is starting.
        PostgresException e => e.SqlState.StartsWith("57P", StringComparison.Ordinal) || e.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    /// <inheritdoc/>
    internal override string? Explain(DbException failure) => failure switch
    {
        _ when IsConnectionLost(failure) => $"{_place} cannot be reached: {failure.Message}; start it, or check the network: writing works again without a restart here",
        _ when IsCollision(failure) => "too many changes at the same time; nothing of this one was written: try again",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"the disk of {_place} is full; nothing of this change was written, and writing works again when there is space",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => $"{_place} takes no more connections; raise its max_connections or lower Maximum Pool Size",
        // Class 28: who asks is not known or may not.
        PostgresException { SqlState: ['2', '8', ..] or PostgresErrorCodes.InvalidCatalogName } => $"{_place} refuses: {failure.Message}",
        _ => null,
    };

    /// <inheritdoc/>
    internal override Task LockForUpgradeAsync(StateTransaction transaction, CancellationToken cancellation) =>
        transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock({UpgradeLock})", cancellation);

    /// <inheritdoc/>
    internal override Task<string?> BackUpAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    internal override async Task PurgeAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        // Its files and its log are the operator's; this frees the rows at once instead of when the server gets round to it.
        command.CommandText = "VACUUM";
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    [GeneratedRegex(@"\bTEXT\b", RegexOptions.NonBacktracking)]
    private static partial Regex TextColumn();
}
