using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Pipeline;

/// <summary>How far the state has the effects of the log: the offset after the last entry whose alerts are committed.</summary>
internal static class PipelineCursor
{
    /// <summary>The cursor's table.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("pipeline", typeof(PipelineCursor));

    /// <summary>Reads the cursor; 0 when nothing was committed yet.</summary>
    public static Task<long> ReadAsync(StateDatabase state, CancellationToken cancellation) => state.ReadAsync(s => ReadAsync(s, cancellation), cancellation);

    /// <summary>Reads the cursor as a transaction sees it.</summary>
    public static async Task<long> ReadAsync(StateSession session, CancellationToken cancellation) =>
        await session.NumberAsync("SELECT next_offset FROM pipeline_cursor WHERE partition = 0", cancellation).ConfigureAwait(false) ?? 0;

    /// <summary>Moves the cursor, in the transaction of the effects.</summary>
    public static Task WriteAsync(StateTransaction transaction, long next, CancellationToken cancellation) =>
        transaction.ExecuteAsync(
            "INSERT INTO pipeline_cursor (partition, next_offset) VALUES (0, @next) ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset",
            cancellation,
            ("next", next));
}
