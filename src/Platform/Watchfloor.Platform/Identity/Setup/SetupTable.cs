using System.Security.Cryptography;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Setup;

/// <summary>The SQL of the set-up link: one row while it is valid, none after.</summary>
internal static class SetupTable
{
    public static Task SetAsync(StateTransaction transaction, byte[] hash, CancellationToken cancellation) => transaction.ExecuteAsync(
        "INSERT INTO setup_token (one, secret_hash) VALUES (1, @hash) ON CONFLICT (one) DO UPDATE SET secret_hash = excluded.secret_hash", cancellation, ("hash", hash));

    public static Task ForgetAsync(StateTransaction transaction, CancellationToken cancellation) => transaction.ExecuteAsync("DELETE FROM setup_token", cancellation);

    public static async Task<bool> IsValidAsync(StateSession session, string? token, CancellationToken cancellation)
    {
        if (!TokenSecret.TryParse(token, out _, out var hash, TokenSecret.Setup)) return false;
        var kept = await session.FirstAsync("SELECT secret_hash FROM setup_token", r => r.Bytes("secret_hash"), cancellation).ConfigureAwait(false);
        return kept is not null && CryptographicOperations.FixedTimeEquals(hash, kept);
    }
}
