using Microsoft.AspNetCore.Builder;

namespace Watchfloor.Platform.Access.Http.Idempotency;

/// <summary>An endpoint that makes something and takes the header <c>Idempotency-Key</c>.</summary>
public sealed class IdempotentEndpoint
{
    internal static IdempotentEndpoint Instance { get; } = new();
}

/// <summary>Says on an endpoint that it takes the header.</summary>
public static class IdempotentEndpointExtensions
{
    /// <summary>
    /// Lets a sender repeat a request that may have been done: with the same <c>Idempotency-Key</c> the first answer comes again for 24 hours,
    /// and nothing is made twice.
    /// </summary>
    public static TBuilder TakesIdempotencyKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(IdempotentEndpoint.Instance);
}
