using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;
using Watchfloor.Contracts.Retention;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;

namespace Watchfloor.Platform.Store.Http;

/// <summary><c>/api/v1/holds</c>.</summary>
public static class HoldEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapHolds(this IEndpointRouteBuilder endpoints)
    {
        var holds = endpoints.MapGroup("/api/v1/holds").WithTags("holds").RequirePermission(ListHolds.Needs);
        holds.MapGet("/", List).WithName("listHolds").WithSummary("The legal holds in force, by name").Produces<Page<LegalHold>>();
        holds.MapPost("/", Place).RequirePermission(PlaceHold.Needs).TakesIdempotencyKey().WithName("placeHold")
            .WithSummary("Copies events and keeps their days from expiring").Accepts<PlaceHold>("application/json").Produces<LegalHold>(StatusCodes.Status201Created);
        holds.MapGet("/{name}", Get).WithName("getHold").WithSummary("One legal hold").Produces<LegalHold>();
        holds.MapGet("/{name}/events", Export).RequirePermission(ExportHold.Needs).WithName("exportHold").WithSummary("The copied events, a line of JSON each")
            .Produces(StatusCodes.Status200OK, contentType: EventEndpoints.Lines);
        holds.MapDelete("/{name}", Release).RequirePermission(ReleaseHold.Needs).WithName("releaseHold").WithSummary("Deletes the copy; the days may expire again")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListHolds, Page<LegalHold>>(new ListHolds { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Place(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, HoldsJson.Default.PlaceHold).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<PlaceHold, LegalHold>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToCreated(h => "/api/v1/holds/" + h.Name);
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests, string name) =>
        (await requests.SendAsync<GetHold, LegalHold>(new GetHold(name), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task Export(HttpContext context, IRequests requests, string name)
    {
        var answer = await requests.SendAsync<ExportHold, EventSearch>(new ExportHold(name), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        if (answer.TryGet(out var events, out var error)) await EventEndpoints.WriteAsync(context, events).ConfigureAwait(false);
        else await error.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
    }

    private static async Task<IResult> Release(HttpContext context, IRequests requests, string name) =>
        (await requests.SendAsync<ReleaseHold, Done>(new ReleaseHold(name), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
}
