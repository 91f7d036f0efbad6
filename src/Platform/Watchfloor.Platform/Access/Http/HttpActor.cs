using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Who sent an HTTP request. Authentication sets it; whoever did not sign in is anonymous.</summary>
public static class HttpActor
{
    /// <summary>The sender.</summary>
    public static Actor Actor(this HttpContext context) => context.Features.Get<Actor>() ?? Contracts.Access.Actor.Anonymous;

    /// <summary>Says who the sender is.</summary>
    public static void SetActor(this HttpContext context, Actor actor) => context.Features.Set(actor);

    /// <summary>The sender's address, as it stands in the ledger; IPv4 in its own form.</summary>
    public static string Address(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "unknown";
    }
}
