using Microsoft.AspNetCore.Builder;

namespace Watchfloor.Platform.Access.Http;

/// <summary>What an endpoint reads that reads its body by itself, whatever content type it is sent with. For the description of the API alone.</summary>
/// <param name="Type">What the body is, or null: bytes.</param>
/// <param name="ContentTypes">The content types it is known by.</param>
public sealed record ReadBody(Type? Type, IReadOnlyList<string> ContentTypes);

/// <summary>Says on an endpoint what it reads.</summary>
public static class ReadBodyExtensions
{
    /// <summary>Describes the body; nothing is refused by it.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder builder, Type? type, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ReadBody(type, contentTypes));
}
