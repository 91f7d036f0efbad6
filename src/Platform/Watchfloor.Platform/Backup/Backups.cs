using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Backup;

/// <summary>Backups with no server running, and restoring.</summary>
public static class Backups
{
    /// <summary>The ledger's entry of a backup.</summary>
    public const string Taken = "backup.taken";

    /// <summary>Writes a backup of a data directory that no server uses; the caller holds its lock.</summary>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    /// <exception cref="StateException">The state cannot be used.</exception>
    public static Task WriteAsync(DataDirectory data, StateDatabase state, Stream to, TimeProvider time, CancellationToken cancellation) =>
        new DataBackup(
            data,
            state,
            (work, _) =>
            {
                work();
                return Task.CompletedTask;
            },
            time).WriteAsync(to, cancellation);

    /// <summary>Makes a data directory from a backup.</summary>
    /// <inheritdoc cref="DataRestore.ReadAsync"/>
    public static Task RestoreAsync(Stream from, string folder, string? connection, IReadOnlyList<StateSchema> schemas, CancellationToken cancellation) =>
        DataRestore.ReadAsync(from, folder, connection, schemas, cancellation);
}
