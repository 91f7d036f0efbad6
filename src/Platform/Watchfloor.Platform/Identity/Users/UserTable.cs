using Watchfloor.Contracts.Access;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>The SQL of users.</summary>
internal static class UserTable
{
    public static Task<UserRow?> FindAsync(StateSession session, string id, CancellationToken cancellation) =>
        session.FirstAsync("SELECT * FROM app_user WHERE id = @id", UserRow.Of, cancellation, ("id", id));

    public static Task<UserRow?> FindByNameAsync(StateSession session, string name, CancellationToken cancellation) =>
        session.FirstAsync("SELECT * FROM app_user WHERE name_key = @key", UserRow.Of, cancellation, ("key", KeyOf(name)));

    /// <summary>True when somebody besides a user can sign in and do everything.</summary>
    public static async Task<bool> HasAdministratorAsync(StateSession session, string besides, CancellationToken cancellation)
    {
        var users = await session.QueryAsync(
            "SELECT * FROM app_user WHERE disabled = 0 AND id <> @id AND roles LIKE @role", UserRow.Of, cancellation, ("id", besides), ("role", $"%{Roles.Administrator}%")).ConfigureAwait(false);
        return users.Any(u => u.IsAdministrator);
    }

    public static Task InsertAsync(StateTransaction transaction, UserRow user, CancellationToken cancellation) => transaction.ExecuteAsync(
        """
        INSERT INTO app_user (id, name, name_key, password_hash, roles, disabled, failures, locked_until, created)
        VALUES (@id, @name, @key, @hash, @roles, 0, 0, 0, @created)
        """,
        cancellation,
        ("id", user.Id),
        ("name", user.Name),
        ("key", KeyOf(user.Name)),
        ("hash", user.PasswordHash),
        ("roles", string.Join(' ', user.Roles)),
        ("created", user.Created.UtcTicks));

    public static Task SetStandingAsync(StateTransaction transaction, string id, IReadOnlyList<string> roles, bool disabled, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE app_user SET roles = @roles, disabled = @disabled WHERE id = @id", cancellation, ("roles", string.Join(' ', roles)), ("disabled", disabled ? 1L : 0L), ("id", id));

    public static Task SetFailuresAsync(StateTransaction transaction, string id, long failures, DateTimeOffset lockedUntil, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE app_user SET failures = @failures, locked_until = @until WHERE id = @id", cancellation, ("failures", failures), ("until", lockedUntil.UtcTicks), ("id", id));

    public static Task ClearFailuresAsync(StateTransaction transaction, string id, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE app_user SET failures = 0, locked_until = 0 WHERE id = @id", cancellation, ("id", id));

    public static Task SetPasswordAsync(StateTransaction transaction, string id, string hash, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE app_user SET password_hash = @hash, failures = 0, locked_until = 0 WHERE id = @id", cancellation, ("hash", hash), ("id", id));

    public static Task SetSignedInAsync(StateTransaction transaction, string id, DateTimeOffset now, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE app_user SET failures = 0, locked_until = 0, last_sign_in = @now WHERE id = @id", cancellation, ("now", now.UtcTicks), ("id", id));

    /// <summary>Names that differ in case only are the same person's.</summary>
    private static string KeyOf(string name) => name.Trim().Normalize().ToLowerInvariant();
}
