using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Identity;

/// <summary>Whether the server waits for its first administrator.</summary>
/// <param name="NeedsAdministrator">True while nobody can sign in who may do everything.</param>
public sealed record SetupState(bool NeedsAdministrator);

/// <summary>Asks whether the server waits for its first administrator.</summary>
public sealed record GetSetup : IRequest<SetupState>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.Anonymous;
}

/// <summary>Makes the first administrator. Whoever has the link that the server printed may, once.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateFirstAdministrator : IRequest<UserInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.Anonymous;

    /// <summary>The set-up token that the server printed at its start.</summary>
    public required string Token { get; init; }

    /// <summary>The name to sign in with, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The password, 12 to 1,000 characters.</summary>
    public required string Password { get; init; }

    /// <summary>The sender's address; the server sets it.</summary>
    [JsonIgnore]
    public string Address { get; init; } = "";
}

/// <summary>A step of setting the server up.</summary>
/// <param name="Title">What is done then, such as <c>First event received</c>.</param>
/// <param name="Help">How to do it.</param>
/// <param name="Done">Whether it is done.</param>
public sealed record SetupStepInfo(string Title, string Help, bool Done);

/// <summary>The steps of setting the server up.</summary>
/// <param name="Steps">The steps, in the order in which they are best done.</param>
public sealed record SetupSteps(IReadOnlyList<SetupStepInfo> Steps);

/// <summary>Asks how far the server is set up.</summary>
public sealed record ListSetupSteps : IRequest<SetupSteps>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.HealthRead;
}

/// <summary>The JSON of setting up.</summary>
[JsonSerializable(typeof(SetupState))]
[JsonSerializable(typeof(SetupSteps))]
[JsonSerializable(typeof(CreateFirstAdministrator))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class SetupJson : JsonSerializerContext;
