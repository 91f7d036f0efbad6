using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>A person who may sign in, as lists show him.</summary>
public sealed record UserInfo
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>The name to sign in with.</summary>
    public required string Name { get; init; }

    /// <summary>What he is; see <see cref="Access.Roles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>True when he may not sign in.</summary>
    public required bool Disabled { get; init; }

    /// <summary>True when signing in takes a code as well.</summary>
    public required bool HasTotp { get; init; }

    /// <summary>Until when signing in is refused after too many wrong passwords, or null.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When he last signed in, or null.</summary>
    public DateTimeOffset? LastSignIn { get; init; }
}

/// <summary>Lists the users, newest first.</summary>
public sealed record ListUsers : IRequest<Page<UserInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersRead;

    /// <summary>How many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Asks for a user.</summary>
/// <param name="Id">The user's id.</param>
public sealed record GetUser(string Id) : IRequest<UserInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersRead;
}

/// <summary>Changes what a user is, or whether he may sign in. Disabling him ends his sessions.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeUser : IRequest<UserInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersWrite;

    /// <summary>The user's id; stands in the address.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>The roles he shall have; null: as they are.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Whether he shall be kept out; null: as it is.</summary>
    public bool? Disabled { get; init; }
}

/// <summary>Lets a user try again who had too many wrong passwords.</summary>
/// <param name="Id">The user's id.</param>
public sealed record UnlockUser(string Id) : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.UsersWrite;
}

/// <summary>The JSON of users.</summary>
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(Page<UserInfo>))]
[JsonSerializable(typeof(ChangeUser))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class UsersJson : JsonSerializerContext;
