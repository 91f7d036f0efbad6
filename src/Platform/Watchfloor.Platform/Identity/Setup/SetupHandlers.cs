using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Setup;

/// <summary>Sets the server up: its first administrator, then what is left to do.</summary>
internal sealed class SetupHandlers(StateDatabase state, UserStore users, IEnumerable<ISetupStep> steps, AttemptLimit limit, TimeProvider time)
    : IRequestHandler<GetSetup, SetupState>, IRequestHandler<CreateFirstAdministrator, UserInfo>, IRequestHandler<ListSetupSteps, SetupSteps>
{
    /// <inheritdoc/>
    public async Task<Result<SetupState>> HandleAsync(GetSetup request, Actor actor, CancellationToken cancellation) =>
        new SetupState(!await users.HasAdministratorAsync(cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<Result<UserInfo>> HandleAsync(CreateFirstAdministrator request, Actor actor, CancellationToken cancellation)
    {
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        if (await state.ReadAsync(s => RefusalAsync(s, request.Token, cancellation), cancellation).ConfigureAwait(false) is { } refusal) return refusal;
        var prepared = await users.PrepareAsync(request.Name, request.Password, [Roles.Administrator], cancellation).ConfigureAwait(false);
        if (!prepared.TryGet(out var user, out var error)) return error;
        var refused = await users.InsertAsync(user, user.Actor, (transaction, _) => RefusalAsync(transaction, request.Token, cancellation), cancellation).ConfigureAwait(false);
        return refused is null ? user.ToInfo(time.GetUtcNow()) : refused;
    }

    /// <inheritdoc/>
    public async Task<Result<SetupSteps>> HandleAsync(ListSetupSteps request, Actor actor, CancellationToken cancellation)
    {
        var list = new List<SetupStepInfo>();
        foreach (var step in steps) list.Add(new SetupStepInfo(step.Title, step.Help, await step.IsDoneAsync(cancellation).ConfigureAwait(false)));
        return new SetupSteps(list);
    }

    /// <summary>Once there is an administrator no link makes another, even one that was never used.</summary>
    private static async Task<Error?> RefusalAsync(StateSession session, string token, CancellationToken cancellation)
    {
        if (await UserTable.HasAdministratorAsync(session, besides: "", cancellation).ConfigureAwait(false)) return IdentityErrors.LinkVoid;
        return await SetupTable.IsValidAsync(session, token, cancellation).ConfigureAwait(false) ? null : IdentityErrors.LinkVoid;
    }
}
