using System.Security.Cryptography;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Totp;

/// <summary>Sets an authenticator up and does away with it.</summary>
internal sealed class TotpHandlers(StateDatabase state, ILedgerWriter ledger, PasswordGate gate, TotpCheck check, AttemptLimit limit)
    : IRequestHandler<EnrolTotp, TotpEnrolment>, IRequestHandler<ConfirmTotp, RecoveryCodes>, IRequestHandler<RemoveTotp, Done>
{
    private const int CodeCount = 10;

    /// <inheritdoc/>
    public async Task<Result<TotpEnrolment>> HandleAsync(EnrolTotp request, Actor actor, CancellationToken cancellation)
    {
        if (actor.Kind != ActorKind.User) return IdentityErrors.PeopleOnly;
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        var secret = RandomNumberGenerator.GetBytes(TotpCode.SecretLength);
        return await gate.TryAsync<TotpEnrolment>(
            actor.Id,
            request.Password,
            "totp",
            request.Address,
            async (transaction, user) =>
            {
                await TotpTable.BeginAsync(transaction, user.Id, check.Protect(secret), cancellation).ConfigureAwait(false);
                await NoteAsync(transaction, "user.totp_begun", actor, user, cancellation).ConfigureAwait(false);
                var text = TotpCode.Base32(secret);
                return new TotpEnrolment(text, TotpCode.Uri(user.Name, text));
            },
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Result<RecoveryCodes>> HandleAsync(ConfirmTotp request, Actor actor, CancellationToken cancellation)
    {
        if (actor.Kind != ActorKind.User) return IdentityErrors.PeopleOnly;
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        var codes = Enumerable.Range(0, CodeCount).Select(_ => RecoveryCode.Make()).ToList();
        return await state.WriteAsync(
            async transaction =>
            {
                var user = await UserTable.FindAsync(transaction, actor.Id, cancellation).ConfigureAwait(false);
                if (user?.TotpPending is not { } pending) return (Result<RecoveryCodes>)NothingBegun;
                if (check.StepOf(pending, request.Code, lastStep: 0) is not { } step) return WrongCode;
                await TotpTable.ConfirmAsync(transaction, user.Id, step, codes.Select(RecoveryCode.HashOf), cancellation).ConfigureAwait(false);
                await NoteAsync(transaction, "user.totp_enrolled", actor, user, cancellation).ConfigureAwait(false);
                return new RecoveryCodes(codes);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(RemoveTotp request, Actor actor, CancellationToken cancellation)
    {
        if (actor.Kind != ActorKind.User) return IdentityErrors.PeopleOnly;
        if (!limit.TryTake(request.Address, out var wait)) return IdentityErrors.TooManyAttempts(wait);
        return await gate.TryAsync<Done>(
            actor.Id,
            request.Password,
            "totp",
            request.Address,
            async (transaction, user) =>
            {
                await TotpTable.RemoveAsync(transaction, user.Id, cancellation).ConfigureAwait(false);
                await NoteAsync(transaction, "user.totp_removed", actor, user, cancellation).ConfigureAwait(false);
                return new Done();
            },
            cancellation).ConfigureAwait(false);
    }

    private static Error NothingBegun { get; } = new(ErrorKind.Conflict, "totp.not_begun", "Begin with POST /api/v1/session/totp; it gives the secret for your authenticator.");

    private static Error WrongCode { get; } = new(ErrorKind.Invalid, "totp.wrong_code", "This is not the code that the authenticator shows now. Check that its clock is right.") { Field = "code" };

    private Task<Guid> NoteAsync(StateTransaction transaction, string type, Actor actor, UserRow user, CancellationToken cancellation) =>
        ledger.AppendAsync(transaction, IdentityJson.UserEntry(type, actor, user.Id, new UserFact { Name = user.Name }), cancellation);
}
