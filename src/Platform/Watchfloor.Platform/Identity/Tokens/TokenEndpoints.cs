using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;

namespace Watchfloor.Platform.Identity.Tokens;

/// <summary><c>/api/v1/tokens</c>.</summary>
internal static class TokenEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapTokens(this IEndpointRouteBuilder endpoints)
    {
        var tokens = endpoints.MapGroup("/api/v1/tokens").WithTags("tokens").RequirePermission(ListTokens.Needs);
        tokens.MapGet("/", List).WithName("listTokens").WithSummary("Tokens, newest first").Produces<Page<TokenInfo>>();
        tokens.MapPost("/", Create).RequirePermission(CreateToken.Needs).TakesIdempotencyKey().WithName("createToken")
            .WithSummary("Makes a token; it is shown once").Accepts<CreateToken>("application/json").Produces<NewToken>(StatusCodes.Status201Created);
        tokens.MapDelete("/{id}", Revoke).RequirePermission(RevokeToken.Needs).WithName("revokeToken").WithSummary("Ends a token at once").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListTokens, Page<TokenInfo>>(new ListTokens { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Create(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, TokensJson.Default.CreateToken).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<CreateToken, NewToken>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToCreated(t => "/api/v1/tokens/" + t.Info.Id);
    }

    private static async Task<IResult> Revoke(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<RevokeToken, Done>(new RevokeToken(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
}
