using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Identity;

/// <summary>What people and programs are told when they are not let in.</summary>
internal static class IdentityErrors
{
    /// <summary>One answer for all reasons, so that nobody learns which names there are. The ledger has the reason.</summary>
    public static Error SignInRefused { get; } = new(
        ErrorKind.Unauthenticated, "sign_in.refused", "The name, the password or the code is not right, or the account is locked for a while after too many tries. An administrator can unlock it.");

    /// <summary>The password is right; the code is still to come.</summary>
    public static Error CodeNeeded { get; } = new(
        ErrorKind.Unauthenticated, "sign_in.code_needed", "Send the code of your authenticator, or a recovery code, as well.")
    { Field = "code" };

    /// <summary>Too many attempts from one address.</summary>
    public static Error TooManyAttempts(TimeSpan wait) => new(ErrorKind.TooMany, "sign_in.too_many", "There were too many attempts from your address. Wait a minute.") { RetryAfter = wait };

    /// <summary>A bearer token does not hold.</summary>
    public static Error BadCredential { get; } = new(
        ErrorKind.Unauthenticated, "credential", "The token is not known, has ended or was revoked. Make one with: watchfloor token create NAME --scope SCOPE.");

    /// <summary>A cookie came without the proof that a page of ours sent it.</summary>
    public static Error ForgeryProof { get; } = new(
        ErrorKind.Forbidden, "anti_forgery", "Send the antiForgery value of GET /api/v1/session in the header Watchfloor-Session.");

    /// <summary>Only people have passwords, sessions and authenticators.</summary>
    public static Error PeopleOnly { get; } = new(ErrorKind.Forbidden, "people_only", "This is for people who have signed in, not for tokens.");

    /// <summary>Somebody must be able to let others in.</summary>
    public static Error LastAdministrator { get; } = new(ErrorKind.Conflict, "user.last_administrator", "This is the last administrator who can sign in. Make another one first.");

    /// <summary>A one-time link does not hold.</summary>
    public static Error LinkVoid { get; } = new(ErrorKind.Unauthenticated, "link.void", "The link is not known, has ended, was revoked or was used. Ask for another one.") { Field = "token" };

    /// <summary>A name is taken.</summary>
    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "user.exists", $"There is a user {name} already.") { Field = "name" };

    /// <summary>A page of a list was asked for with a wrong size.</summary>
    public static Error? LimitFault(int limit) => limit is < 1 or > 1_000 ? CommonErrors.Invalid("limit", $"limit is {limit}; allowed are 1 to 1,000.") : null;
}
