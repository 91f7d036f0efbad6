using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Access.Http;

/// <summary>
/// Holds every request against what its endpoint needs, before the endpoint sees it. Handlers of requests check again; this is what stands
/// before endpoints that stream or have no request of their own.
/// </summary>
internal sealed partial class PermissionMiddleware(RequestDelegate next, RefusalRecorder refusals, ILogger<PermissionMiddleware> logger)
{
    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // Only what routing itself answers (405, 415) is no route; it tells nothing.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (endpoint.Metadata.GetMetadata<NeededPermission>() is not { } needed)
        {
            LogClosed(endpoint.DisplayName);
            await Closed.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var actor = context.Actor();
        if (actor.May(needed.Permission) || needed.InOwnWords)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (actor.Kind == ActorKind.Anonymous)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await CommonErrors.Unauthenticated.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        await refusals.RecordAsync(actor, needed.Permission.ToString(), context.Address(), context.RequestAborted).ConfigureAwait(false);
        await CommonErrors.Forbidden(needed.Permission.ToString()).ToHttp().ExecuteAsync(context).ConfigureAwait(false);
    }

    private static Error Closed { get; } = new(ErrorKind.Forbidden, "endpoint.closed", "This endpoint does not say who may use it, so nobody may. That is a defect of Watchfloor.");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Endpoint} has no RequirePermission and is closed")]
    private partial void LogClosed(string? endpoint);
}
