using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>Which source an HTTP sender is, by the token it shows.</summary>
internal sealed class SenderGate(SourceDirectory sources)
{
    /// <summary>The sender's source.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">The kind of source that a token without a source belongs to.</param>
    /// <param name="source">The source when it may send.</param>
    public SenderVerdict Admit(HttpContext context, string kind, out Source? source)
    {
        source = null;
        var actor = context.Actor();
        if (!actor.May(Permission.EventsWrite)) return actor.Kind == ActorKind.Anonymous ? SenderVerdict.NoToken : SenderVerdict.NotAllowed;
        source = actor.SourceId is { } bound ? sources.ById(bound) : sources.Default(kind);
        return source is { Enabled: true } ? SenderVerdict.Admitted : SenderVerdict.Disabled;
    }

    /// <summary>The sender's address as text.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }
}

/// <summary>Whether a sender may send.</summary>
internal enum SenderVerdict
{
    /// <summary>It may.</summary>
    Admitted,

    /// <summary>It shows no token, or one that does not hold.</summary>
    NoToken,

    /// <summary>Its token is for other things.</summary>
    NotAllowed,

    /// <summary>Its source is switched off or was removed.</summary>
    Disabled,
}
