using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>An invitation as lists show it; its link is shown once, when it is made.</summary>
public sealed record InvitationInfo
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>What the person will be; see <see cref="Access.Roles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was used, or null.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? Revoked { get; init; }
}

/// <summary>An invitation that was just made.</summary>
/// <param name="Path">The path and query of the page that the person opens, such as <c>/invitation?token=wi_…</c>. It works once and cannot be shown again.</param>
/// <param name="Info">What is kept of it.</param>
public sealed record NewInvitation(string Path, InvitationInfo Info);

/// <summary>Makes an invitation.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateInvitation : IRequest<NewInvitation>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersWrite;

    /// <summary>What the person will be; nobody can give more than he may himself.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>When it ends, at most 30 days from now; null: in 72 hours.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>Lists the invitations, newest first.</summary>
public sealed record ListInvitations : IRequest<Page<InvitationInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersRead;

    /// <summary>How many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Makes an invitation void.</summary>
/// <param name="Id">The invitation's id.</param>
public sealed record RevokeInvitation(string Id) : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersWrite;
}

/// <summary>Makes the account that an invitation is for. Whoever has the link may.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AcceptInvitation : IRequest<UserInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.Anonymous;

    /// <summary>The token of the link.</summary>
    public required string Token { get; init; }

    /// <summary>The name to sign in with, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The password, 12 to 1,000 characters.</summary>
    public required string Password { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>The JSON of invitations.</summary>
[JsonSerializable(typeof(NewInvitation))]
[JsonSerializable(typeof(CreateInvitation))]
[JsonSerializable(typeof(AcceptInvitation))]
[JsonSerializable(typeof(Page<InvitationInfo>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class InvitationsJson : JsonSerializerContext;
