using System.Text.Json;
using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Ledger;

namespace Watchfloor.Platform.Identity;

/// <summary>The payload of entries about tokens.</summary>
internal sealed record TokenFact(string? Name, IReadOnlyList<string>? Scopes);

/// <summary>The payload of entries about users and invitations.</summary>
internal sealed record UserFact
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Roles { get; init; }

    public bool? Disabled { get; init; }

    public string? Address { get; init; }

    /// <summary>The session it is about.</summary>
    public string? SessionId { get; init; }

    /// <summary>The user that an invitation became.</summary>
    public string? UserId { get; init; }

    /// <summary>What was wanted: <c>sign_in</c>, <c>password</c>, <c>totp</c>.</summary>
    public string? Purpose { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? Reason { get; init; }

    /// <summary>How it was proved, such as <c>password</c> or <c>password totp</c>.</summary>
    public string? Method { get; init; }
}

[JsonSerializable(typeof(TokenFact))]
[JsonSerializable(typeof(UserFact))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class IdentityJson : JsonSerializerContext
{
    /// <summary>An entry about a user; erasing him erases its payload.</summary>
    public static LedgerEntry UserEntry(string type, Actor actor, string userId, UserFact fact) => new()
    {
        Type = type,
        Actor = actor,
        Subject = userId,
        PersonId = userId.Length > 0 ? userId : null,
        Payload = JsonSerializer.SerializeToElement(fact, Default.UserFact),
    };
}
