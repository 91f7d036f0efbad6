using System.Security.Cryptography;
using System.Text;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary>
/// Finds the session of a cookie. It asks the state each time: people send few requests, and whoever was kept out or signed out, here or by
/// the command line, is out at the next one.
/// </summary>
internal sealed class SessionReader(StateDatabase state, IdentityOptions options, TimeProvider time)
{
    /// <summary>How exact the time of the last use is; each change of it is a write.</summary>
    private static readonly TimeSpan _grain = TimeSpan.FromMinutes(1);

    /// <summary>The session, or null when it is not one or has ended.</summary>
    public async Task<OpenSession?> FindAsync(string cookie, CancellationToken cancellation)
    {
        if (!TokenSecret.TryParse(cookie, out var id, out var hash, TokenSecret.Session)) return null;
        var (session, user) = await state.ReadAsync(s => FindAsync(s, id.ToString(), hash, cancellation), cancellation).ConfigureAwait(false);
        if (session is null || user is null || user.Disabled) return null;
        var now = time.GetUtcNow();
        if (session.Expires <= now || session.LastSeen + options.Idle <= now) return null;
        if (now - session.LastSeen >= _grain) await NoteAsync(session.Id, now, cancellation).ConfigureAwait(false);
        return new OpenSession(session.Id, user.Actor, AntiForgeryOf(cookie));
    }

    /// <summary>
    /// The proof that a page of ours sent a request: it follows from the cookie, which no other site can read, by a hash that does not give
    /// the cookie away.
    /// </summary>
    public static string AntiForgeryOf(string cookie) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("anti-forgery " + cookie)));

    /// <summary>Whether a proof is the session's.</summary>
    public static bool IsProof(OpenSession session, string? proof) =>
        proof is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.AntiForgery), Encoding.UTF8.GetBytes(proof));

    private static async Task<(SessionInfo? Session, UserRow? User)> FindAsync(StateSession state, string id, byte[] hash, CancellationToken cancellation)
    {
        if (await SessionTable.FindAsync(state, id, cancellation).ConfigureAwait(false) is not { } found) return default;
        if (!CryptographicOperations.FixedTimeEquals(hash, found.Hash)) return default;
        return (found.Info, await UserTable.FindAsync(state, found.UserId, cancellation).ConfigureAwait(false));
    }

    private async Task NoteAsync(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await state.WriteAsync(transaction => SessionTable.SeenAsync(transaction, id, now, cancellation), cancellation).ConfigureAwait(false);
        }
        // A state that takes no writes must still be looked at; the session then only seems idle.
        catch (StateException)
        {
        }
    }
}
