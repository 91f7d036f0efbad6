using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary>The SQL of sessions. One that has ended is deleted; the ledger remembers it.</summary>
internal static class SessionTable
{
    public static Task InsertAsync(StateTransaction transaction, SessionInfo session, byte[] hash, string userId, CancellationToken cancellation) => transaction.ExecuteAsync(
        """
        INSERT INTO app_session (id, secret_hash, user_id, created, last_seen, expires, address, agent)
        VALUES (@id, @hash, @user, @created, @created, @expires, @address, @agent)
        """,
        cancellation,
        ("id", session.Id),
        ("hash", hash),
        ("user", userId),
        ("created", session.Created.UtcTicks),
        ("expires", session.Expires.UtcTicks),
        ("address", session.Address),
        ("agent", session.Agent));

    public static Task<(SessionInfo Info, byte[] Hash, string UserId)?> FindAsync(StateSession session, string id, CancellationToken cancellation) => session.FirstAsync(
        "SELECT * FROM app_session WHERE id = @id",
        r => ((SessionInfo, byte[], string)?)(Info(r), r.Bytes("secret_hash"), r.Text("user_id")),
        cancellation,
        ("id", id));

    /// <summary>The sessions of a user that are open, newest first.</summary>
    public static Task<List<SessionInfo>> ListAsync(
        StateSession session, string userId, string before, int limit, DateTimeOffset now, TimeSpan idle, CancellationToken cancellation) => session.QueryAsync(
        "SELECT * FROM app_session WHERE user_id = @user AND expires > @now AND last_seen > @seen AND id < @before ORDER BY id DESC LIMIT @limit",
        Info,
        cancellation,
        ("before", before),
        ("limit", (long)limit),
        ("user", userId),
        ("now", now.UtcTicks),
        ("seen", (now - idle).UtcTicks));

    public static Task<int> SeenAsync(StateTransaction transaction, string id, DateTimeOffset now, CancellationToken cancellation) =>
        transaction.ExecuteAsync("UPDATE app_session SET last_seen = @now WHERE id = @id", cancellation, ("now", now.UtcTicks), ("id", id));

    public static Task<int> EndAsync(StateTransaction transaction, string id, CancellationToken cancellation) =>
        transaction.ExecuteAsync("DELETE FROM app_session WHERE id = @id", cancellation, ("id", id));

    /// <summary>Ends a user's sessions, all or all but one.</summary>
    public static Task<int> EndAllAsync(StateTransaction transaction, string userId, string? except, CancellationToken cancellation) =>
        transaction.ExecuteAsync("DELETE FROM app_session WHERE user_id = @user AND id <> @except", cancellation, ("user", userId), ("except", except ?? ""));

    /// <summary>Deletes what has run out by itself.</summary>
    public static Task<int> SweepAsync(StateTransaction transaction, DateTimeOffset now, TimeSpan idle, CancellationToken cancellation) => transaction.ExecuteAsync(
        "DELETE FROM app_session WHERE expires <= @now OR last_seen <= @seen", cancellation, ("now", now.UtcTicks), ("seen", (now - idle).UtcTicks));

    private static SessionInfo Info(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Created = row.Time("created"),
        LastSeen = row.Time("last_seen"),
        Expires = row.Time("expires"),
        Address = row.Text("address"),
        Agent = row.Text("agent"),
    };
}
