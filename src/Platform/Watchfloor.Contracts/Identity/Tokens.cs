using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>A token as lists show it; its secret is shown once, when it is made.</summary>
public sealed record TokenInfo
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do; see <see cref="Scopes"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The source whose events it brings, or null.</summary>
    public string? SourceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends, or null.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was last used, to the minute, or null.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? Revoked { get; init; }
}

/// <summary>A token that was just made.</summary>
/// <param name="Token">The token; it is not kept and cannot be shown again.</param>
/// <param name="Info">What is kept of it.</param>
public sealed record NewToken(string Token, TokenInfo Info);

/// <summary>Makes a token.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateToken : IRequest<NewToken>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.TokensWrite;

    /// <summary>What people will call it, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do; see <see cref="Access.Scopes"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The source whose events it brings, or null.</summary>
    public string? SourceId { get; init; }

    /// <summary>When it ends, or null: never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>Lists the tokens, newest first.</summary>
public sealed record ListTokens : IRequest<Page<TokenInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.TokensRead;

    /// <summary>How many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Ends a token at once.</summary>
/// <param name="Id">The token's id.</param>
public sealed record RevokeToken(string Id) : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.TokensWrite;
}

/// <summary>The JSON of tokens.</summary>
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(CreateToken))]
[JsonSerializable(typeof(Page<TokenInfo>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class TokensJson : JsonSerializerContext;
