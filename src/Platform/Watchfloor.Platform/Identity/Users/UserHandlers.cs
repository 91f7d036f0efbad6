using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Sessions;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>Lists and changes users.</summary>
internal sealed class UserHandlers(StateDatabase state, ILedgerWriter ledger, UserStore users, TimeProvider time)
    : IRequestHandler<ListUsers, Page<UserInfo>>, IRequestHandler<GetUser, UserInfo>, IRequestHandler<ChangeUser, UserInfo>, IRequestHandler<UnlockUser, Done>
{
    /// <inheritdoc/>
    public async Task<Result<Page<UserInfo>>> HandleAsync(ListUsers request, Actor actor, CancellationToken cancellation)
    {
        if (IdentityErrors.LimitFault(request.Limit) is { } fault) return fault;
        var now = time.GetUtcNow();
        var rows = await state.ReadAsync(
            s => s.QueryAsync(
                "SELECT * FROM app_user WHERE id < @before ORDER BY id DESC LIMIT @limit",
                r => UserRow.Of(r).ToInfo(now),
                cancellation,
                ("before", request.Cursor ?? "~"),
                ("limit", (long)request.Limit + 1)),
            cancellation).ConfigureAwait(false);
        return rows.Count <= request.Limit ? new Page<UserInfo>(rows, null) : new Page<UserInfo>(rows[..request.Limit], rows[request.Limit - 1].Id);
    }

    /// <inheritdoc/>
    public async Task<Result<UserInfo>> HandleAsync(GetUser request, Actor actor, CancellationToken cancellation) =>
        await state.ReadAsync(s => UserTable.FindAsync(s, request.Id, cancellation), cancellation).ConfigureAwait(false) is { } user
            ? user.ToInfo(time.GetUtcNow())
            : CommonErrors.NotFound("user", request.Id);

    /// <inheritdoc/>
    public async Task<Result<UserInfo>> HandleAsync(ChangeUser request, Actor actor, CancellationToken cancellation)
    {
        if (request.Roles is { } given)
        {
            if (UserStore.RolesFault(given) is { } fault) return fault;
            if (BeyondFault(given, actor) is { } beyond) return beyond;
        }

        return await state.WriteAsync(transaction => ChangeAsync(transaction, request, actor, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(UnlockUser request, Actor actor, CancellationToken cancellation) =>
        await state.ReadAsync(s => UserTable.FindAsync(s, request.Id, cancellation), cancellation).ConfigureAwait(false) is { } user
            ? await users.UnlockAsync(user.Name, actor, cancellation).ConfigureAwait(false)
            : CommonErrors.NotFound("user", request.Id);

    /// <summary>Nobody can make somebody else more than he is himself.</summary>
    internal static Error? BeyondFault(IReadOnlyList<string> roles, Actor actor) =>
        Roles.PermissionsOf(roles).Where(p => !actor.May(p)).Select(p => CommonErrors.Forbidden(p.ToString())).FirstOrDefault();

    private async Task<Result<UserInfo>> ChangeAsync(StateTransaction transaction, ChangeUser request, Actor actor, CancellationToken cancellation)
    {
        if (await UserTable.FindAsync(transaction, request.Id, cancellation).ConfigureAwait(false) is not { } user) return CommonErrors.NotFound("user", request.Id);
        var changed = user with { Roles = request.Roles is null ? user.Roles : [.. request.Roles.Distinct(StringComparer.Ordinal)], Disabled = request.Disabled ?? user.Disabled };
        var isLast = user.IsAdministrator && !changed.IsAdministrator && !await UserTable.HasAdministratorAsync(transaction, besides: user.Id, cancellation).ConfigureAwait(false);
        if (isLast) return IdentityErrors.LastAdministrator;
        await UserTable.SetStandingAsync(transaction, user.Id, changed.Roles, changed.Disabled, cancellation).ConfigureAwait(false);
        if (changed.Disabled) await SessionTable.EndAllAsync(transaction, user.Id, except: null, cancellation).ConfigureAwait(false);
        var fact = new UserFact { Name = user.Name, Roles = changed.Roles, Disabled = changed.Disabled };
        await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.changed", actor, user.Id, fact), cancellation).ConfigureAwait(false);
        return changed.ToInfo(time.GetUtcNow());
    }
}
