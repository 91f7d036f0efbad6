using System.Security.Cryptography;
using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Invitations;

/// <summary>Invites people: a link that makes one account, once, until it ends.</summary>
internal sealed class InvitationHandlers(StateDatabase state, ILedgerWriter ledger, UserStore users, AttemptLimit limit, TimeProvider time)
    : IRequestHandler<CreateInvitation, NewInvitation>, IRequestHandler<ListInvitations, Page<InvitationInfo>>, IRequestHandler<RevokeInvitation, Done>,
      IRequestHandler<AcceptInvitation, UserInfo>
{
    private static readonly TimeSpan _usual = TimeSpan.FromHours(72);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public async Task<Result<NewInvitation>> HandleAsync(CreateInvitation request, Actor actor, CancellationToken cancellation)
    {
        if (UserStore.RolesFault(request.Roles) is { } fault) return fault;
        if (UserHandlers.BeyondFault(request.Roles, actor) is { } beyond) return beyond;
        var now = time.GetUtcNow();
        var expires = request.Expires ?? now + _usual;
        if (expires <= now || expires > now + _longest) return CommonErrors.Invalid("expires", $"An invitation ends in the future, at most {_longest.Days} days from now.");

        var id = Guid.CreateVersion7(now);
        var (token, hash) = TokenSecret.Make(id, TokenSecret.Invitation);
        var info = new InvitationInfo { Id = id.ToString(), Roles = [.. request.Roles.Distinct(StringComparer.Ordinal)], Created = now, Expires = expires };
        await state.WriteAsync(
            async transaction =>
            {
                await InvitationTable.InsertAsync(transaction, info, hash, cancellation).ConfigureAwait(false);
                await ledger.AppendAsync(transaction, Entry("invitation.created", actor, info.Id, new UserFact { Roles = info.Roles }), cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return new NewInvitation("/invitation?token=" + token, info);
    }

    /// <inheritdoc/>
    public async Task<Result<Page<InvitationInfo>>> HandleAsync(ListInvitations request, Actor actor, CancellationToken cancellation)
    {
        if (IdentityErrors.LimitFault(request.Limit) is { } fault) return fault;
        var rows = await state.ReadAsync(s => InvitationTable.ListAsync(s, request.Cursor ?? "~", request.Limit + 1, cancellation), cancellation).ConfigureAwait(false);
        return rows.Count <= request.Limit ? new Page<InvitationInfo>(rows, null) : new Page<InvitationInfo>(rows[..request.Limit], rows[request.Limit - 1].Id);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(RevokeInvitation request, Actor actor, CancellationToken cancellation)
    {
        var revoked = await state.WriteAsync(
            async transaction =>
            {
                var changed = await InvitationTable.RevokeAsync(transaction, request.Id, time.GetUtcNow(), cancellation).ConfigureAwait(false) == 1;
                if (changed) await ledger.AppendAsync(transaction, Entry("invitation.revoked", actor, request.Id, new UserFact()), cancellation).ConfigureAwait(false);
                return changed;
            },
            cancellation).ConfigureAwait(false);
        return revoked ? new Done() : CommonErrors.NotFound("open invitation", request.Id);
    }

    /// <inheritdoc/>
    public async Task<Result<UserInfo>> HandleAsync(AcceptInvitation request, Actor actor, CancellationToken cancellation)
    {
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        var invitation = await state.ReadAsync(s => OpenAsync(s, request.Token, cancellation), cancellation).ConfigureAwait(false);
        if (invitation is null) return IdentityErrors.LinkVoid;
        var prepared = await users.PrepareAsync(request.Name, request.Password, invitation.Roles, cancellation).ConfigureAwait(false);
        if (!prepared.TryGet(out var user, out var error)) return error;
        var refused = await users.InsertAsync(
            user,
            user.Actor,
            async (transaction, _) =>
            {
                // Once more, for two that open it at the same time.
                if (await OpenAsync(transaction, request.Token, cancellation).ConfigureAwait(false) is null) return IdentityErrors.LinkVoid;
                await InvitationTable.UseAsync(transaction, invitation.Id, time.GetUtcNow(), cancellation).ConfigureAwait(false);
                var fact = new UserFact { UserId = user.Id, Address = request.Address };
                await ledger.AppendAsync(transaction, Entry("invitation.accepted", user.Actor, invitation.Id, fact) with { PersonId = user.Id }, cancellation).ConfigureAwait(false);
                return null;
            },
            cancellation).ConfigureAwait(false);
        return refused is null ? user.ToInfo(time.GetUtcNow()) : refused;
    }

    private static LedgerEntry Entry(string type, Actor actor, string id, UserFact fact) => new()
    {
        Type = type,
        Actor = actor,
        Subject = id,
        Payload = JsonSerializer.SerializeToElement(fact, IdentityJson.Default.UserFact),
    };

    /// <summary>The invitation of a link, if it can still be used.</summary>
    private async Task<InvitationInfo?> OpenAsync(StateSession session, string token, CancellationToken cancellation)
    {
        if (!TokenSecret.TryParse(token, out var id, out var hash, TokenSecret.Invitation)) return null;
        if (await InvitationTable.FindAsync(session, id.ToString(), cancellation).ConfigureAwait(false) is not { } found) return null;
        var isOpen = CryptographicOperations.FixedTimeEquals(hash, found.Hash) && found.Info is { Used: null, Revoked: null } && found.Info.Expires > time.GetUtcNow();
        return isOpen ? found.Info : null;
    }
}
