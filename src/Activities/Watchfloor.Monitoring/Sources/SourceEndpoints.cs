using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;

namespace Watchfloor.Monitoring.Sources;

/// <summary><c>/api/v1/sources</c>. Where an id is asked for, a name does too.</summary>
internal static class SourceEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var sources = endpoints.MapGroup("/api/v1/sources").WithTags("sources").RequirePermission(ListSources.Needs);
        sources.MapGet("/", List).WithName("listSources").WithSummary("Sources by name, with what has come from them").Produces<Page<SourceInfo>>();
        sources.MapPost("/", Add).RequirePermission(AddSource.Needs).TakesIdempotencyKey().WithName("addSource").WithSummary("Adds a source; its token is shown once").Accepts<AddSource>("application/json").Produces<SourceWithToken>(StatusCodes.Status201Created);
        sources.MapGet("/{id}", Get).WithName("getSource").WithSummary("One source").Produces<SourceInfo>();
        sources.MapPatch("/{id}", Change).RequirePermission(ChangeSource.Needs).WithName("changeSource").WithSummary("Changes what is set, switches on or off").Accepts<SourceChange>("application/json").Produces<SourceInfo>();
        sources.MapPost("/{id}/rotate", Rotate).RequirePermission(RotateSource.Needs).TakesIdempotencyKey().WithName("rotateSource").WithSummary("A new token; those before stay valid for a while").Accepts<SourceRotation>(isOptional: true, "application/json").Produces<SourceWithToken>();
        sources.MapDelete("/{id}", Remove).RequirePermission(RemoveSource.Needs).WithName("removeSource").WithSummary("Removes a source and ends its tokens").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListSources, Page<SourceInfo>>(new ListSources { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Add(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, SourcesJson.Default.AddSource).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        request = request with { Address = AddressOf(context, request.Address) };
        return (await requests.SendAsync<AddSource, SourceWithToken>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToCreated(s => "/api/v1/sources/" + s.Source.Id);
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<GetSource, SourceInfo>(new GetSource(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Change(HttpContext context, IRequests requests, string id)
    {
        var body = await JsonBody.ReadAsync(context, SourcesJson.Default.SourceChange).ConfigureAwait(false);
        if (!body.TryGet(out var change, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<ChangeSource, SourceInfo>(new ChangeSource(id, change.Enabled, change.Settings), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Rotate(HttpContext context, IRequests requests, string id)
    {
        var isEmpty = context.Request.ContentType is null && context.Request.ContentLength is null or 0;
        var body = isEmpty ? new SourceRotation() : await JsonBody.ReadAsync(context, SourcesJson.Default.SourceRotation).ConfigureAwait(false);
        if (!body.TryGet(out var rotation, out var fault)) return fault.ToHttp();
        var (hours, address) = rotation;
        return (await requests.SendAsync<RotateSource, SourceWithToken>(new RotateSource(id, hours, AddressOf(context, address)), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Remove(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<RemoveSource, Done>(new RemoveSource(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static string AddressOf(HttpContext context, string asked) =>
        asked.Length > 0 ? asked : context.RequestServices.GetRequiredService<ServerAddresses>().For(context.Request);
}
