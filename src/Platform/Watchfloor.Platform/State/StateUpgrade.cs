namespace Watchfloor.Platform.State;

/// <summary>Brings the tables of every room up to date, a step at a time, each in its own transaction.</summary>
internal static class StateUpgrade
{
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS state_version (room TEXT PRIMARY KEY, version BIGINT NOT NULL)";

    /// <summary>Runs the steps that are missing.</summary>
    /// <exception cref="StateException">A room's tables are newer than this program.</exception>
    public static async Task RunAsync(StateDatabase database, IReadOnlyList<StateSchema> schemas, CancellationToken cancellation)
    {
        await database.WriteAsync(transaction => transaction.ExecuteAsync(VersionTable, cancellation), cancellation).ConfigureAwait(false);
        foreach (var schema in schemas)
        {
            while (await database.WriteAsync(transaction => StepAsync(transaction, schema, cancellation), cancellation).ConfigureAwait(false))
            {
            }
        }
    }

    /// <summary>Runs the next step of a room, if there is one.</summary>
    private static async Task<bool> StepAsync(StateTransaction transaction, StateSchema schema, CancellationToken cancellation)
    {
        var version = await transaction.NumberAsync("SELECT version FROM state_version WHERE room = @room", cancellation, ("room", schema.Room)).ConfigureAwait(false) ?? 0;
        if (version > schema.Steps.Count)
            throw new StateException($"the tables of {schema.Room} were written by a newer Watchfloor (step {version}; this one knows {schema.Steps.Count}); use that or restore a backup");
        if (version == schema.Steps.Count) return false;
        await transaction.ExecuteAsync(transaction.Dialect.Translate(schema.Steps[(int)version]), cancellation).ConfigureAwait(false);
        await transaction.ExecuteAsync(
            "INSERT INTO state_version (room, version) VALUES (@room, @version) ON CONFLICT (room) DO UPDATE SET version = excluded.version",
            cancellation,
            ("room", schema.Room),
            ("version", version + 1)).ConfigureAwait(false);
        return true;
    }
}
