using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary>Signs people in: password, then the authenticator where there is one, then a session.</summary>
internal sealed class SignInHandler(
    StateDatabase state, ILedgerWriter ledger, PasswordGate gate, TotpCheck totp, AttemptLimit limit, IdentityOptions options, TimeProvider time)
    : IRequestHandler<SignIn, StartedSession>
{
    private const int MaxAgent = 200;

    /// <inheritdoc/>
    public async Task<Result<StartedSession>> HandleAsync(SignIn request, Actor actor, CancellationToken cancellation)
    {
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        var user = await state.ReadAsync(s => UserTable.FindByNameAsync(s, request.Name, cancellation), cancellation).ConfigureAwait(false);
        return await gate.TryAsync(
            user, request.Password, "sign_in", request.Address, (transaction, found) => ProceedAsync(transaction, found, request, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>What a session is to its holder.</summary>
    internal static CurrentSession Describe(Actor actor, string? antiForgery) => new()
    {
        Id = actor.Id,
        Name = actor.Name,
        Kind = actor.Kind.ToString().ToLowerInvariant(),
        Permissions = [.. actor.Permissions.Select(p => p.ToString()).Order(StringComparer.Ordinal)],
        AntiForgery = antiForgery,
    };

    private async Task<Result<StartedSession>> ProceedAsync(StateTransaction transaction, UserRow user, SignIn request, CancellationToken cancellation)
    {
        var method = "password";
        if (user.TotpSecret is not null)
        {
            // A code that is still to come is no failure.
            if (string.IsNullOrWhiteSpace(request.Code)) return IdentityErrors.CodeNeeded;
            var second = await totp.AcceptAsync(transaction, user, request.Code, cancellation).ConfigureAwait(false);
            if (second is null) return await gate.RefuseAsync(transaction, user, "sign_in", "code", request.Address, counts: true, cancellation).ConfigureAwait(false);
            method += " " + second;
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var (cookie, hash) = TokenSecret.Make(id, TokenSecret.Session);
        var agent = request.Agent.Length > MaxAgent ? request.Agent[..MaxAgent] : request.Agent;
        var session = new SessionInfo { Id = id.ToString(), Created = now, LastSeen = now, Expires = now + options.Lifetime, Address = request.Address, Agent = agent };
        await SessionTable.SweepAsync(transaction, now, options.Idle, cancellation).ConfigureAwait(false);
        await SessionTable.InsertAsync(transaction, session, hash, user.Id, cancellation).ConfigureAwait(false);
        await UserTable.SetSignedInAsync(transaction, user.Id, now, cancellation).ConfigureAwait(false);
        var fact = new UserFact { Name = user.Name, Address = request.Address, SessionId = session.Id, Method = method };
        await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.signed_in", user.Actor, user.Id, fact), cancellation).ConfigureAwait(false);
        return new StartedSession { Cookie = cookie, Session = Describe(user.Actor, SessionReader.AntiForgeryOf(cookie)) };
    }
}
