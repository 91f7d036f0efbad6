using Microsoft.AspNetCore.Builder;
using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Access.Http;

/// <summary>What the sender of a request to an endpoint must be allowed to do. An endpoint without one is closed to all.</summary>
/// <param name="Permission">The permission; <see cref="Permission.Anonymous"/>: open to everybody, which a test lists.</param>
public sealed record NeededPermission(Permission Permission)
{
    /// <summary>True when the endpoint refuses by itself, because its protocol has words of its own for that. A test sends it what it must refuse.</summary>
    public bool InOwnWords { get; init; }
}

/// <summary>Says on an endpoint what its sender needs.</summary>
public static class NeededPermissionExtensions
{
    /// <summary>Lets only those in who have a permission. On a group it holds for each of its endpoints, unless one says another.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeededPermission(permission));

    /// <summary>Says what the endpoint asks of its sender by itself, in the words of its protocol.</summary>
    public static TBuilder ChecksPermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeededPermission(permission) { InOwnWords = true });
}
