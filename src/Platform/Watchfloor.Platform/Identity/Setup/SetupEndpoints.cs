using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Identity.Setup;

/// <summary><c>/api/v1/setup</c>.</summary>
internal static class SetupEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapSetup(this IEndpointRouteBuilder endpoints)
    {
        var setup = endpoints.MapGroup("/api/v1/setup").WithTags("setup").RequirePermission(GetSetup.Needs);
        setup.MapGet("/", Get).WithName("getSetup").WithSummary("Whether the server waits for its first administrator").Produces<SetupState>();
        setup.MapPost("/", Create).WithName("createFirstAdministrator").WithSummary("Makes the first administrator, with the token that the server printed")
            .Accepts<CreateFirstAdministrator>("application/json").Produces<UserInfo>();
        setup.MapGet("/steps", Steps).RequirePermission(ListSetupSteps.Needs).WithName("listSetupSteps").WithSummary("How far the server is set up").Produces<SetupSteps>();
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests) =>
        (await requests.SendAsync<GetSetup, SetupState>(new GetSetup(), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Create(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, SetupJson.Default.CreateFirstAdministrator).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<CreateFirstAdministrator, UserInfo>(request with { Address = context.Address() }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Steps(HttpContext context, IRequests requests) =>
        (await requests.SendAsync<ListSetupSteps, SetupSteps>(new ListSetupSteps(), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
}
