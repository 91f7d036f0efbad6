namespace Watchfloor.Contracts.Errors;

/// <summary>An expected failure: what went wrong and how to mend it. Modules derive one-line records from it.</summary>
/// <param name="Kind">What sort of failure it is; decides the HTTP status.</param>
/// <param name="Code">A stable name for programs, lower case with dots, such as <c>token.unknown</c>.</param>
/// <param name="Message">What went wrong, what was allowed and how to mend it, in one or two sentences.</param>
public record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>The input field at fault, or null.</summary>
    public string? Field { get; init; }

    /// <summary>When to try again, where that is known; null: soon, or not at all.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The sorts of expected failures.</summary>
public enum ErrorKind
{
    /// <summary>The request is not understood or breaks a rule (400).</summary>
    Invalid,

    /// <summary>Nobody has signed in, or the credential does not hold (401).</summary>
    Unauthenticated,

    /// <summary>The actor may not do this (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or the actor may not know of it (404).</summary>
    NotFound,

    /// <summary>It contradicts what is there (409).</summary>
    Conflict,

    /// <summary>Too much at once; try again later (429).</summary>
    TooMany,

    /// <summary>A resource is used up or out of order, such as a full disk (503).</summary>
    Unavailable,
}

/// <summary>The errors that every room may give.</summary>
public static class CommonErrors
{
    /// <summary>Nobody has signed in.</summary>
    public static Error Unauthenticated { get; } = new(ErrorKind.Unauthenticated, "unauthenticated", "Sign in, or send a token: Authorization: Bearer TOKEN.");

    /// <summary>The actor lacks a permission.</summary>
    public static Error Forbidden(string permission) => new(ErrorKind.Forbidden, "forbidden", $"This needs the permission {permission}.");

    /// <summary>A field of the request is wrong.</summary>
    public static Error Invalid(string field, string message) => new(ErrorKind.Invalid, "invalid", message) { Field = field };

    /// <summary>There is no such thing.</summary>
    public static Error NotFound(string what, string id) => new(ErrorKind.NotFound, "not_found", $"There is no {what} {id}.");
}
