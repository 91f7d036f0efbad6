using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>The addresses of Splunk's event collector.</summary>
internal static class HecEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var collector = endpoints.MapGroup("/services/collector").ChecksPermission(Permission.EventsWrite);
        foreach (var route in new[] { "", "/event", "/event/1.0" })
            collector.MapPost(route, (HttpContext c, HecInput hec) => hec.EventAsync(c));
        foreach (var route in new[] { "/raw", "/raw/1.0" })
            collector.MapPost(route, (HttpContext c, HecInput hec) => hec.RawAsync(c));
        foreach (var route in new[] { "/health", "/health/1.0" })
            collector.MapGet(route, (HttpContext c, HecInput hec) => hec.HealthAsync(c)).RequirePermission(Permission.Anonymous);
        collector.MapPost("/ack", (HttpContext c, HecInput hec) => hec.AckAsync(c));
    }
}
