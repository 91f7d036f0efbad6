using System.Text.Json.Serialization;

namespace Watchfloor.Platform.Identity;

/// <summary>The payload of entries about tokens.</summary>
internal sealed record TokenFact(string? Name, IReadOnlyList<string>? Scopes);

/// <summary>The payload of entries about users.</summary>
internal sealed record UserFact(string? Name, IReadOnlyList<string>? Roles);

/// <summary>The payload of a refusal.</summary>
internal sealed record RefusalFact(string Reason, string Address);

[JsonSerializable(typeof(TokenFact))]
[JsonSerializable(typeof(UserFact))]
[JsonSerializable(typeof(RefusalFact))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class IdentityJson : JsonSerializerContext;
