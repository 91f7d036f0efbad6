using System.Data.Common;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Identity.Sessions;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>Makes users and helps those who cannot sign in, each change with its ledger entry. The command line works with it beside the server.</summary>
public sealed class UserStore(StateDatabase state, ILedgerWriter ledger, TimeProvider time)
{
    private const int MaxName = 100;

    /// <summary>Makes a user.</summary>
    /// <returns>The user's id.</returns>
    public async Task<Result<string>> CreateAsync(string name, string password, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellation)
    {
        var prepared = await PrepareAsync(name, password, roles, cancellation).ConfigureAwait(false);
        if (!prepared.TryGet(out var user, out var error)) return error;
        var refused = await InsertAsync(user, actor, (_, _) => Task.FromResult<Error?>(null), cancellation).ConfigureAwait(false);
        return refused is null ? user.Id : refused;
    }

    /// <summary>Lets a user try again who had too many wrong passwords.</summary>
    /// <param name="name">The name he signs in with.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Result<Done>> UnlockAsync(string name, Actor actor, CancellationToken cancellation) => ChangeAsync(
        name,
        async (transaction, user) =>
        {
            await UserTable.ClearFailuresAsync(transaction, user.Id, cancellation).ConfigureAwait(false);
            await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.unlocked", actor, user.Id, new UserFact { Name = user.Name }), cancellation).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Gives a user another password and ends his sessions.</summary>
    /// <param name="name">The name he signs in with.</param>
    /// <param name="password">The password.</param>
    /// <param name="forgetTotp">Whether he has lost his authenticator too.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Result<Done>> ResetPasswordAsync(string name, string password, bool forgetTotp, Actor actor, CancellationToken cancellation)
    {
        if (PasswordPolicy.Fault(password, name.Trim()) is { } weak) return weak;
        var hash = await Passwords.HashAsync(password, cancellation).ConfigureAwait(false);
        return await ChangeAsync(
            name,
            async (transaction, user) =>
            {
                await UserTable.SetPasswordAsync(transaction, user.Id, hash, cancellation).ConfigureAwait(false);
                await SessionTable.EndAllAsync(transaction, user.Id, except: null, cancellation).ConfigureAwait(false);
                if (forgetTotp) await TotpTable.RemoveAsync(transaction, user.Id, cancellation).ConfigureAwait(false);
                await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.password_reset", actor, user.Id, new UserFact { Name = user.Name }), cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>True when there is a user who may do everything.</summary>
    public Task<bool> HasAdministratorAsync(CancellationToken cancellation) =>
        state.ReadAsync(s => UserTable.HasAdministratorAsync(s, besides: "", cancellation), cancellation);

    /// <summary>Checks what a new user is to be, and hashes his password.</summary>
    internal async Task<Result<UserRow>> PrepareAsync(string name, string password, IReadOnlyList<string> roles, CancellationToken cancellation)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl)) return CommonErrors.Invalid("name", $"A user needs a name of 1 to {MaxName} characters.");
        if (RolesFault(roles) is { } fault) return fault;
        if (PasswordPolicy.Fault(password, name) is { } weak) return weak;
        var now = time.GetUtcNow();
        return new UserRow
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Name = name,
            PasswordHash = await Passwords.HashAsync(password, cancellation).ConfigureAwait(false),
            Roles = [.. roles.Distinct(StringComparer.Ordinal)],
            Disabled = false,
            Failures = 0,
            LockedUntil = DateTimeOffset.MinValue,
            Created = now,
            TotpStep = 0,
        };
    }

    /// <summary>Puts a prepared user into the state, in one transaction with what allows it.</summary>
    /// <param name="user">The user.</param>
    /// <param name="actor">Who makes him.</param>
    /// <param name="allow">Uses up what allows it, such as an invitation; its error is the answer, and nothing is written.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<Error?> InsertAsync(UserRow user, Actor actor, Func<StateTransaction, UserRow, Task<Error?>> allow, CancellationToken cancellation)
    {
        try
        {
            return await state.WriteAsync(
                async transaction =>
                {
                    if (await UserTable.FindByNameAsync(transaction, user.Name, cancellation).ConfigureAwait(false) is not null) return IdentityErrors.NameTaken(user.Name);
                    if (await allow(transaction, user).ConfigureAwait(false) is { } refused) return refused;
                    await UserTable.InsertAsync(transaction, user, cancellation).ConfigureAwait(false);
                    // Whoever gets in by another way makes the set-up link void.
                    if (user.IsAdministrator) await SetupTable.ForgetAsync(transaction, cancellation).ConfigureAwait(false);
                    var fact = new UserFact { Name = user.Name, Roles = user.Roles };
                    await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.created", actor, user.Id, fact), cancellation).ConfigureAwait(false);
                    return (Error?)null;
                },
                cancellation).ConfigureAwait(false);
        }
        catch (DbException e) when (state.Dialect.IsDuplicate(e))
        {
            return IdentityErrors.NameTaken(user.Name);
        }
    }

    /// <summary>What is wrong with a list of roles, or null.</summary>
    internal static Error? RolesFault(IReadOnlyList<string> roles)
    {
        if (roles.Count == 0) return CommonErrors.Invalid("roles", $"A user has one or more of the roles {string.Join(", ", Roles.All.Keys)}.");
        return roles.FirstOrDefault(r => !Roles.All.ContainsKey(r)) is { } unknown
            ? CommonErrors.Invalid("roles", $"'{unknown}' is no role; there are {string.Join(", ", Roles.All.Keys)}.")
            : null;
    }

    private async Task<Result<Done>> ChangeAsync(string name, Func<StateTransaction, UserRow, Task> change, CancellationToken cancellation) => await state.WriteAsync(
        async transaction =>
        {
            if (await UserTable.FindByNameAsync(transaction, name, cancellation).ConfigureAwait(false) is not { } user) return (Result<Done>)CommonErrors.NotFound("user", name);
            await change(transaction, user).ConfigureAwait(false);
            return new Done();
        },
        cancellation).ConfigureAwait(false);
}
