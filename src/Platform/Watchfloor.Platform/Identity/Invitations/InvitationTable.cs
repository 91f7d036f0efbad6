using System.Data.Common;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Invitations;

/// <summary>The SQL of invitations.</summary>
internal static class InvitationTable
{
    public static Task InsertAsync(StateTransaction transaction, InvitationInfo invitation, byte[] hash, CancellationToken cancellation) => transaction.ExecuteAsync(
        "INSERT INTO invitation (id, secret_hash, roles, created, expires) VALUES (@id, @hash, @roles, @created, @expires)",
        cancellation,
        ("id", invitation.Id),
        ("hash", hash),
        ("roles", string.Join(' ', invitation.Roles)),
        ("created", invitation.Created.UtcTicks),
        ("expires", invitation.Expires.UtcTicks));

    public static Task<(InvitationInfo Info, byte[] Hash)?> FindAsync(StateSession session, string id, CancellationToken cancellation) => session.FirstAsync(
        "SELECT * FROM invitation WHERE id = @id", r => ((InvitationInfo, byte[])?)(Info(r), r.Bytes("secret_hash")), cancellation, ("id", id));

    public static Task<List<InvitationInfo>> ListAsync(StateSession session, string before, int limit, CancellationToken cancellation) => session.QueryAsync(
        "SELECT * FROM invitation WHERE id < @before ORDER BY id DESC LIMIT @limit", Info, cancellation, ("before", before), ("limit", (long)limit));

    public static Task<int> UseAsync(StateTransaction transaction, string id, DateTimeOffset now, CancellationToken cancellation) =>
        transaction.ExecuteAsync("UPDATE invitation SET used = @now WHERE id = @id AND used IS NULL AND revoked IS NULL", cancellation, ("now", now.UtcTicks), ("id", id));

    public static Task<int> RevokeAsync(StateTransaction transaction, string id, DateTimeOffset now, CancellationToken cancellation) =>
        transaction.ExecuteAsync("UPDATE invitation SET revoked = @now WHERE id = @id AND used IS NULL AND revoked IS NULL", cancellation, ("now", now.UtcTicks), ("id", id));

    private static InvitationInfo Info(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Roles = row.Text("roles").Split(' '),
        Created = row.Time("created"),
        Expires = row.Time("expires"),
        Used = row.TimeOrNull("used"),
        Revoked = row.TimeOrNull("revoked"),
    };
}
