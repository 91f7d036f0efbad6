using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Analysis.Alerts;

/// <summary><c>/api/v1/alerts</c>.</summary>
internal static class AlertEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        var alerts = endpoints.MapGroup("/api/v1/alerts").WithTags("alerts");
        alerts.MapGet("/", List).WithName("listAlerts").WithSummary("Alerts, newest first").Produces<Page<AlertSummary>>();
        alerts.MapGet("/{id}", Get).WithName("getAlert").WithSummary("An alert with its evidence").Produces<AlertDetail>();
    }

    private static async Task<IResult> List(
        HttpContext context, IRequests requests, DateTimeOffset? from, DateTimeOffset? to, string? minLevel, string? rule, string? host, int? limit, string? cursor)
    {
        var request = new ListAlerts { From = from, To = to, MinLevel = minLevel, RuleId = rule, Host = host, Limit = limit ?? 100, Cursor = cursor };
        return (await requests.SendAsync<ListAlerts, Page<AlertSummary>>(request, context.Actor(), context.RequestAborted)).ToHttp();
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<GetAlert, AlertDetail>(new GetAlert(id), context.Actor(), context.RequestAborted)).ToHttp();
}
