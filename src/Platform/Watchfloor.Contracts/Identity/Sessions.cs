using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>Who is signed in, and what he may do.</summary>
public sealed record CurrentSession
{
    /// <summary>The user's or token's id, or the system's name.</summary>
    public required string Id { get; init; }

    /// <summary>What to show for him.</summary>
    public required string Name { get; init; }

    /// <summary>What he is: <c>user</c>, <c>token</c> or <c>system</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The names of his permissions.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>With a cookie: what must stand in the header <c>Watchfloor-Session</c> of every request that changes something.</summary>
    public string? AntiForgery { get; init; }
}

/// <summary>A session that has begun.</summary>
public sealed record StartedSession
{
    /// <summary>The cookie's value. It never stands in a body.</summary>
    [JsonIgnore]
    public required string Cookie { get; init; }

    /// <summary>Who is signed in.</summary>
    public required CurrentSession Session { get; init; }
}

/// <summary>Signs in.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SignIn : IRequest<StartedSession>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.Anonymous;

    /// <summary>The user's name.</summary>
    public required string Name { get; init; }

    /// <summary>The password.</summary>
    public required string Password { get; init; }

    /// <summary>The code of the authenticator, or a recovery code; needed when the user has set one up.</summary>
    public string? Code { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";

    /// <summary>The sender's program; the server sets it.</summary>
    [JsonIgnore]
    public string Agent { get; init; } = "";
}

/// <summary>Asks who the sender is.</summary>
public sealed record GetSession : IRequest<CurrentSession>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;
}

/// <summary>A session as lists show it.</summary>
public sealed record SessionInfo
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The address it began from.</summary>
    public required string Address { get; init; }

    /// <summary>The program it began with, as that calls itself.</summary>
    public required string Agent { get; init; }
}

/// <summary>Lists the sessions that a user has open, newest first.</summary>
public sealed record ListSessions : IRequest<Page<SessionInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;

    /// <summary>The user; null: the sender. Somebody else's needs <see cref="Permission.UsersRead"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>How many at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>What the page before gave as next; null: the first page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Ends a session at once. Somebody else's needs <see cref="Permission.UsersWrite"/>.</summary>
/// <param name="Id">The session's id.</param>
public sealed record EndSession(string Id) : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;
}

/// <summary>Changes the sender's own password and ends his other sessions.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangePassword : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;

    /// <summary>The password as it is.</summary>
    public required string Password { get; init; }

    /// <summary>The password as it shall be.</summary>
    public required string NewPassword { get; init; }

    /// <summary>The session that stays open; the server sets it.</summary>
    [JsonIgnore]
    public string? SessionId { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>The JSON of sessions.</summary>
[JsonSerializable(typeof(StartedSession))]
[JsonSerializable(typeof(CurrentSession))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(Page<SessionInfo>))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class SessionsJson : JsonSerializerContext;
