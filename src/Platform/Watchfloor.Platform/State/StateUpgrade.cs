using System.Data;
using System.Data.Common;

namespace Watchfloor.Platform.State;

/// <summary>
/// Brings the tables of every room up to date, all missing steps in one transaction: a step that fails undoes them all. Where there is
/// something to lose and the file is ours, a copy is taken first.
/// </summary>
internal static class StateUpgrade
{
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS state_version (room TEXT PRIMARY KEY, version BIGINT NOT NULL)";

    /// <summary>Runs the steps that are missing.</summary>
    /// <exception cref="StateException">A room's tables are newer than this program, or a step failed; then nothing was changed.</exception>
    public static Task RunAsync(StateDatabase database, IReadOnlyList<StateSchema> schemas, CancellationToken cancellation) =>
        // Read committed: who waited for another's upgrade must see what that one did.
        database.WriteAsync(
            async transaction =>
            {
                await transaction.Dialect.LockForUpgradeAsync(transaction, cancellation).ConfigureAwait(false);
                await transaction.ExecuteAsync(VersionTable, cancellation).ConfigureAwait(false);
                var versions = await VersionsAsync(transaction, cancellation).ConfigureAwait(false);
                foreach (var schema in schemas) RefuseNewer(schema, versions.GetValueOrDefault(schema.Room));
                if (schemas.All(s => s.Steps.Count == versions.GetValueOrDefault(s.Room))) return true;

                var backup = versions.Count == 0 ? null : await transaction.Dialect.BackUpAsync(cancellation).ConfigureAwait(false);
                foreach (var schema in schemas) await StepsAsync(transaction, schema, (int)versions.GetValueOrDefault(schema.Room), backup, cancellation).ConfigureAwait(false);
                return true;
            },
            IsolationLevel.ReadCommitted,
            cancellation);

    private static async Task<Dictionary<string, long>> VersionsAsync(StateTransaction transaction, CancellationToken cancellation) =>
        (await transaction.QueryAsync("SELECT room, version FROM state_version", r => (Room: r.Text("room"), Version: r.Number("version")), cancellation).ConfigureAwait(false))
            .ToDictionary(v => v.Room, v => v.Version, StringComparer.Ordinal);

    private static void RefuseNewer(StateSchema schema, long version)
    {
        if (version > schema.Steps.Count)
            throw new StateException($"the tables of {schema.Room} were written by a newer Watchfloor (step {version}; this one knows {schema.Steps.Count}); use that or restore a backup");
    }

    private static async Task StepsAsync(StateTransaction transaction, StateSchema schema, int version, string? backup, CancellationToken cancellation)
    {
        for (var step = version; step < schema.Steps.Count; step++)
        {
            try
            {
                await transaction.ExecuteAsync(transaction.Dialect.Translate(schema.Steps[step]), cancellation).ConfigureAwait(false);
            }
            catch (DbException e) when (transaction.Dialect.Explain(e) is null)
            {
                var copy = backup is null ? "" : $"; a copy of it stands in {backup}";
                throw new StateException($"step {step + 1} of the tables of {schema.Room} failed: {e.Message}; the database is as it was before the upgrade{copy}", e);
            }
        }

        await transaction.ExecuteAsync(
            "INSERT INTO state_version (room, version) VALUES (@room, @version) ON CONFLICT (room) DO UPDATE SET version = excluded.version",
            cancellation,
            ("room", schema.Room),
            ("version", schema.Steps.Count)).ConfigureAwait(false);
    }
}
