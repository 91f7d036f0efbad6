using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;

namespace Watchfloor.Platform.Identity.Invitations;

/// <summary><c>/api/v1/invitations</c>.</summary>
internal static class InvitationEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapInvitations(this IEndpointRouteBuilder endpoints)
    {
        var invitations = endpoints.MapGroup("/api/v1/invitations").WithTags("users").RequirePermission(ListInvitations.Needs);
        invitations.MapGet("/", List).WithName("listInvitations").WithSummary("Invitations, newest first").Produces<Page<InvitationInfo>>();
        invitations.MapPost("/", Create).RequirePermission(CreateInvitation.Needs).TakesIdempotencyKey().WithName("createInvitation")
            .WithSummary("Makes an invitation; its link is shown once").Accepts<CreateInvitation>("application/json").Produces<NewInvitation>(StatusCodes.Status201Created);
        invitations.MapDelete("/{id}", Revoke).RequirePermission(RevokeInvitation.Needs).WithName("revokeInvitation").WithSummary("Makes an invitation void")
            .Produces(StatusCodes.Status204NoContent);
        invitations.MapPost("/accept", Accept).RequirePermission(AcceptInvitation.Needs).WithName("acceptInvitation").WithSummary("Makes the account that an invitation is for")
            .Accepts<AcceptInvitation>("application/json").Produces<UserInfo>();
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListInvitations, Page<InvitationInfo>>(new ListInvitations { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Create(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, InvitationsJson.Default.CreateInvitation).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        var result = await requests.SendAsync<CreateInvitation, NewInvitation>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return result.ToCreated(i => "/api/v1/invitations/" + i.Info.Id);
    }

    private static async Task<IResult> Revoke(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<RevokeInvitation, Done>(new RevokeInvitation(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Accept(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, InvitationsJson.Default.AcceptInvitation).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<AcceptInvitation, UserInfo>(request with { Address = context.Address() }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }
}
