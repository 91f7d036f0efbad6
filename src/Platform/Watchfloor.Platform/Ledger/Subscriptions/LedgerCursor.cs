using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Subscriptions;

/// <summary>How far a subscriber has read.</summary>
internal static class LedgerCursor
{
    /// <summary>The last position a subscriber has handled; 0 at first.</summary>
    public static async Task<long> ReadAsync(StateSession session, string subscriber, CancellationToken cancellation) =>
        await session.NumberAsync("SELECT position FROM ledger_cursor WHERE subscriber = @name", cancellation, ("name", subscriber)).ConfigureAwait(false) ?? 0;

    /// <summary>Moves on.</summary>
    public static Task WriteAsync(StateTransaction transaction, string subscriber, long position, CancellationToken cancellation) => transaction.ExecuteAsync(
        """
        INSERT INTO ledger_cursor (subscriber, position) VALUES (@name, @position)
        ON CONFLICT (subscriber) DO UPDATE SET position = excluded.position
        """,
        cancellation,
        ("name", subscriber),
        ("position", position));
}
