using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>What an authenticator is fed with. It takes effect when a first code has shown that it works.</summary>
/// <param name="Secret">The secret in base 32 (RFC 4648 §6).</param>
/// <param name="Uri">The same as <c>otpauth://</c>, for a QR code.</param>
public sealed record TotpEnrolment(string Secret, string Uri);

/// <summary>Codes that work once each in place of the authenticator. They are shown once.</summary>
/// <param name="Codes">The codes.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>Begins to set up an authenticator (RFC 6238) for the sender.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EnrolTotp : IRequest<TotpEnrolment>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;

    /// <summary>The sender's password: an open screen is not enough.</summary>
    public required string Password { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>Puts the authenticator into force that was begun with <see cref="EnrolTotp"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ConfirmTotp : IRequest<RecoveryCodes>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;

    /// <summary>A code that it shows.</summary>
    public required string Code { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>Does away with the sender's authenticator and recovery codes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoveTotp : IRequest<Errors.Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SignedIn;

    /// <summary>The sender's password.</summary>
    public required string Password { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>The JSON of authenticators.</summary>
[JsonSerializable(typeof(TotpEnrolment))]
[JsonSerializable(typeof(RecoveryCodes))]
[JsonSerializable(typeof(EnrolTotp))]
[JsonSerializable(typeof(ConfirmTotp))]
[JsonSerializable(typeof(RemoveTotp))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class TotpJson : JsonSerializerContext;
