using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Identity.Users;

/// <summary><c>/api/v1/users</c>.</summary>
internal static class UserEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapUsers(this IEndpointRouteBuilder endpoints)
    {
        var users = endpoints.MapGroup("/api/v1/users").WithTags("users").RequirePermission(ListUsers.Needs);
        users.MapGet("/", List).WithName("listUsers").WithSummary("Users, newest first").Produces<Page<UserInfo>>();
        users.MapGet("/{id}", Get).WithName("getUser").WithSummary("A user").Produces<UserInfo>();
        users.MapPatch("/{id}", Change).RequirePermission(ChangeUser.Needs).WithName("changeUser").WithSummary("Changes roles, or keeps the user out")
            .Accepts<ChangeUser>("application/json").Produces<UserInfo>();
        users.MapPost("/{id}/unlock", Unlock).RequirePermission(UnlockUser.Needs).WithName("unlockUser").WithSummary("Lets the user try again after too many wrong passwords")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, int? limit, string? cursor) =>
        (await requests.SendAsync<ListUsers, Page<UserInfo>>(new ListUsers { Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Get(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<GetUser, UserInfo>(new GetUser(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> Change(HttpContext context, IRequests requests, string id)
    {
        var body = await JsonBody.ReadAsync(context, UsersJson.Default.ChangeUser).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<ChangeUser, UserInfo>(request with { Id = id }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Unlock(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<UnlockUser, Done>(new UnlockUser(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
}
