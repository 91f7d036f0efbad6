using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Ledger;

namespace Watchfloor.Analysis.Alerts;

/// <summary><c>/api/v1/alerts</c>.</summary>
internal static class AlertEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        var alerts = endpoints.MapGroup("/api/v1/alerts").WithTags("alerts").RequirePermission(ListAlerts.Needs);
        alerts.MapGet("/", List).WithName("listAlerts").WithSummary("Alerts, newest first").Produces<Page<AlertSummary>>();
        alerts.MapGet("/stream", Stream).WithName("streamAlerts").WithSummary("Alerts as they are raised, as server-sent events; resumes by Last-Event-ID").Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        alerts.MapGet("/{id}", Get).WithName("getAlert").WithSummary("An alert with its evidence").Produces<AlertDetail>();
    }

    private static async Task<IResult> List(
        HttpContext context, IRequests requests, DateTimeOffset? from, DateTimeOffset? to, string? minLevel, string? rule, string? host, int? limit, string? cursor)
    {
        var request = new ListAlerts { From = from, To = to, MinLevel = minLevel, RuleId = rule, Host = host, Limit = limit ?? 100, Cursor = cursor };
        return (await requests.SendAsync<ListAlerts, Page<AlertSummary>>(request, context.Actor(), context.RequestAborted)).ToHttp();
    }

    private static IResult Stream(HttpContext context, IRequests requests, LedgerReader ledger)
    {
        var actor = context.Actor();
        if (!actor.May(ListAlerts.Needs)) return (actor.Kind == ActorKind.Anonymous ? CommonErrors.Unauthenticated : CommonErrors.Forbidden(ListAlerts.Needs.ToString())).ToHttp();
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        var after = last.Length == 0 ? ledger.Position : long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1;
        return after < 0 ? CommonErrors.Invalid("Last-Event-ID", "Last-Event-ID is a number that this stream gave.").ToHttp() : new AlertStream(after, ledger, requests, actor);
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<GetAlert, AlertDetail>(new GetAlert(id), context.Actor(), context.RequestAborted)).ToHttp();
}
