using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary>What people do with their sessions and their password.</summary>
internal sealed class SessionHandlers(StateDatabase state, ILedgerWriter ledger, PasswordGate gate, AttemptLimit limit, IdentityOptions options, TimeProvider time)
    : IRequestHandler<GetSession, CurrentSession>, IRequestHandler<ListSessions, Page<SessionInfo>>, IRequestHandler<EndSession, Done>, IRequestHandler<ChangePassword, Done>
{
    /// <inheritdoc/>
    public Task<Result<CurrentSession>> HandleAsync(GetSession request, Actor actor, CancellationToken cancellation) =>
        Task.FromResult<Result<CurrentSession>>(SignInHandler.Describe(actor, antiForgery: null));

    /// <inheritdoc/>
    public async Task<Result<Page<SessionInfo>>> HandleAsync(ListSessions request, Actor actor, CancellationToken cancellation)
    {
        var user = request.UserId ?? actor.Id;
        if (user != actor.Id && !actor.May(Permission.UsersRead)) return CommonErrors.Forbidden(nameof(Permission.UsersRead));
        if (IdentityErrors.LimitFault(request.Limit) is { } fault) return fault;
        var rows = await state.ReadAsync(
            s => SessionTable.ListAsync(s, user, request.Cursor ?? "~", request.Limit + 1, time.GetUtcNow(), options.Idle, cancellation), cancellation).ConfigureAwait(false);
        return rows.Count <= request.Limit ? new Page<SessionInfo>(rows, null) : new Page<SessionInfo>(rows[..request.Limit], rows[request.Limit - 1].Id);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(EndSession request, Actor actor, CancellationToken cancellation) => await state.WriteAsync(
        async transaction =>
        {
            var found = await SessionTable.FindAsync(transaction, request.Id, cancellation).ConfigureAwait(false);
            // Whoever may not end it does not learn that it is there.
            if (found is not { } session || (session.UserId != actor.Id && !actor.May(Permission.UsersWrite))) return (Result<Done>)CommonErrors.NotFound("session", request.Id);
            await SessionTable.EndAsync(transaction, request.Id, cancellation).ConfigureAwait(false);
            var fact = new UserFact { SessionId = request.Id };
            await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.signed_out", actor, session.UserId, fact), cancellation).ConfigureAwait(false);
            return new Done();
        },
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(ChangePassword request, Actor actor, CancellationToken cancellation)
    {
        if (actor.Kind != ActorKind.User) return IdentityErrors.PeopleOnly;
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        if (PasswordPolicy.Fault(request.NewPassword, actor.Name) is { } weak) return weak with { Field = "newPassword" };
        var hash = await Passwords.HashAsync(request.NewPassword, cancellation).ConfigureAwait(false);
        return await gate.TryAsync<Done>(
            actor.Id,
            request.Password,
            "password",
            request.Address,
            async (transaction, user) =>
            {
                await UserTable.SetPasswordAsync(transaction, user.Id, hash, cancellation).ConfigureAwait(false);
                // Whoever else has come in with the old password goes out with it.
                await SessionTable.EndAllAsync(transaction, user.Id, except: request.SessionId, cancellation).ConfigureAwait(false);
                var fact = new UserFact { Name = user.Name, Address = request.Address };
                await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.password_changed", actor, user.Id, fact), cancellation).ConfigureAwait(false);
                return new Done();
            },
            cancellation).ConfigureAwait(false);
    }
}
