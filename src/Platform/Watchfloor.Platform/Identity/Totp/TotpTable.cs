using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Totp;

/// <summary>The SQL of authenticators and recovery codes.</summary>
internal static class TotpTable
{
    public static Task BeginAsync(StateTransaction transaction, string userId, byte[] secret, CancellationToken cancellation) =>
        transaction.ExecuteAsync("UPDATE app_user SET totp_pending = @secret WHERE id = @id", cancellation, ("secret", secret), ("id", userId));

    /// <summary>Puts the pending secret into force, with its recovery codes.</summary>
    public static async Task ConfirmAsync(StateTransaction transaction, string userId, long step, IEnumerable<byte[]> codes, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync(
            "UPDATE app_user SET totp_secret = totp_pending, totp_pending = NULL, totp_step = @step WHERE id = @id", cancellation, ("step", step), ("id", userId)).ConfigureAwait(false);
        await transaction.ExecuteAsync("DELETE FROM recovery_code WHERE user_id = @id", cancellation, ("id", userId)).ConfigureAwait(false);
        foreach (var hash in codes)
            await transaction.ExecuteAsync("INSERT INTO recovery_code (user_id, hash) VALUES (@id, @hash)", cancellation, ("id", userId), ("hash", hash)).ConfigureAwait(false);
    }

    public static Task SetStepAsync(StateTransaction transaction, string userId, long step, CancellationToken cancellation) =>
        transaction.ExecuteAsync("UPDATE app_user SET totp_step = @step WHERE id = @id", cancellation, ("step", step), ("id", userId));

    /// <summary>Uses a recovery code up; false when there is no such one.</summary>
    public static async Task<bool> UseCodeAsync(StateTransaction transaction, string userId, byte[] hash, CancellationToken cancellation) =>
        await transaction.ExecuteAsync("DELETE FROM recovery_code WHERE user_id = @id AND hash = @hash", cancellation, ("id", userId), ("hash", hash)).ConfigureAwait(false) == 1;

    public static async Task RemoveAsync(StateTransaction transaction, string userId, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync("UPDATE app_user SET totp_secret = NULL, totp_pending = NULL, totp_step = 0 WHERE id = @id", cancellation, ("id", userId)).ConfigureAwait(false);
        await transaction.ExecuteAsync("DELETE FROM recovery_code WHERE user_id = @id", cancellation, ("id", userId)).ConfigureAwait(false);
    }
}
