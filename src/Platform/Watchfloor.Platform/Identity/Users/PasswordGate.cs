using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>
/// Where every password is tried. The slow comparison is done before the transaction; the transaction then looks at the account as it is
/// at that moment, so that many tries at once count as many.
/// </summary>
internal sealed class PasswordGate(StateDatabase state, ILedgerWriter ledger, TimeProvider time)
{
    /// <summary>Tries a password for a user who is known, such as one who changes it.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="purpose">What for, as it stands in the ledger.</param>
    /// <param name="address">From where.</param>
    /// <param name="then">What to do when it is right, in the same transaction.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Result<T>> TryAsync<T>(string userId, string password, string purpose, string address, Func<StateTransaction, UserRow, Task<Result<T>>> then, CancellationToken cancellation)
    {
        var user = await state.ReadAsync(s => UserTable.FindAsync(s, userId, cancellation), cancellation).ConfigureAwait(false);
        return await TryAsync(user, password, purpose, address, then, cancellation).ConfigureAwait(false);
    }

    /// <summary>Tries a password.</summary>
    /// <inheritdoc cref="TryAsync{T}(string, string, string, string, Func{StateTransaction, UserRow, Task{Result{T}}}, CancellationToken)"/>
    public async Task<Result<T>> TryAsync<T>(UserRow? user, string password, string purpose, string address, Func<StateTransaction, UserRow, Task<Result<T>>> then, CancellationToken cancellation)
    {
        var isRight = await Passwords.IsRightAsync(user?.PasswordHash, password, cancellation).ConfigureAwait(false);
        return await state.WriteAsync(
            async transaction =>
            {
                var now = user is null ? null : await UserTable.FindAsync(transaction, user.Id, cancellation).ConfigureAwait(false);
                // A password that was changed meanwhile was not tried.
                var reason = ReasonAgainst(now, isRight && now?.PasswordHash == user?.PasswordHash);
                if (reason is null) return await then(transaction, now!).ConfigureAwait(false);
                return await RefuseAsync(transaction, now, purpose, reason, address, counts: reason == "password", cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Refuses, and counts the failure.</summary>
    public async Task<Error> RefuseAsync(StateTransaction transaction, UserRow? user, string purpose, string reason, string address, bool counts, CancellationToken cancellation)
    {
        if (user is not null && counts)
        {
            var failures = user.Failures + 1;
            await UserTable.SetFailuresAsync(transaction, user.Id, failures, time.GetUtcNow() + LockOut.After(failures), cancellation).ConfigureAwait(false);
        }

        // A name that nobody has is not written down: now and then it is somebody's password in the wrong field.
        var fact = new UserFact { Purpose = purpose, Reason = reason, Address = address, Name = user?.Name };
        await ledger.AppendAsync(transaction, IdentityJson.UserEntry("user.refused", Actor.Anonymous, user?.Id ?? "", fact), cancellation).ConfigureAwait(false);
        return IdentityErrors.SignInRefused;
    }

    private string? ReasonAgainst(UserRow? user, bool isRight)
    {
        if (user is null) return "unknown";
        if (user.Disabled) return "disabled";
        // While it is locked even the right password is refused, or guessing would go on.
        if (user.LockedUntil > time.GetUtcNow()) return "locked";
        return isRight ? null : "password";
    }
}
