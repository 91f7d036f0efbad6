using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Platform.Identity.Http;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary><c>/api/v1/session</c>: the sender himself.</summary>
internal static class SessionEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        var own = endpoints.MapGroup("/api/v1/session").WithTags("session").RequirePermission(Permission.SignedIn);
        own.MapPost("/", Begin).RequirePermission(SignIn.Needs).WithName("signIn").WithSummary("Signs in; the answer sets a cookie").Accepts<SignIn>("application/json").Produces<CurrentSession>();
        own.MapGet("/", Get).WithName("getSession").WithSummary("Who the sender is and what he may do").Produces<CurrentSession>();
        own.MapDelete("/", EndOwn).WithName("signOut").WithSummary("Signs out").Produces(StatusCodes.Status204NoContent);
        own.MapPut("/password", SetPassword).WithName("changePassword").WithSummary("Changes the own password").Accepts<ChangePassword>("application/json").Produces(StatusCodes.Status204NoContent);
        own.MapPost("/totp", Enrol).TakesIdempotencyKey().WithName("enrolTotp").WithSummary("Begins to set up an authenticator").Accepts<EnrolTotp>("application/json").Produces<TotpEnrolment>();
        own.MapPost("/totp/confirm", Confirm).TakesIdempotencyKey().WithName("confirmTotp").WithSummary("Puts it into force; gives recovery codes").Accepts<ConfirmTotp>("application/json").Produces<RecoveryCodes>();
        own.MapPost("/totp/remove", Remove).WithName("removeTotp").WithSummary("Does away with it").Accepts<RemoveTotp>("application/json").Produces(StatusCodes.Status204NoContent);

        var all = endpoints.MapGroup("/api/v1/sessions").WithTags("session").RequirePermission(Permission.SignedIn);
        all.MapGet("/", List).WithName("listSessions").WithSummary("Open sessions of the sender, or of a user").Produces<Page<SessionInfo>>();
        all.MapDelete("/{id}", End).WithName("endSession").WithSummary("Ends a session at once").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Begin(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, SessionsJson.Default.SignIn).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        request = request with { Address = context.Address(), Agent = context.Request.Headers.UserAgent.ToString() };
        var result = await requests.SendAsync<SignIn, StartedSession>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        if (!result.TryGet(out var started, out var error)) return error.ToHttp();
        SessionCookie.Set(context, started.Cookie);
        return TypedResults.Ok(started.Session);
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests)
    {
        var result = await requests.SendAsync<GetSession, CurrentSession>(new GetSession(), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return result.TryGet(out var session, out var error) ? TypedResults.Ok(session with { AntiForgery = context.Session()?.AntiForgery }) : error.ToHttp();
    }

    private static async Task<IResult> EndOwn(HttpContext context, IRequests requests)
    {
        if (context.Session() is not { } session) return IdentityErrors.PeopleOnly.ToHttp();
        SessionCookie.Clear(context);
        return (await requests.SendAsync<EndSession, Done>(new EndSession(session.Id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> SetPassword(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, SessionsJson.Default.ChangePassword).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        request = request with { Address = context.Address(), SessionId = context.Session()?.Id };
        return (await requests.SendAsync<ChangePassword, Done>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Enrol(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, TotpJson.Default.EnrolTotp).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<EnrolTotp, TotpEnrolment>(request with { Address = context.Address() }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Confirm(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, TotpJson.Default.ConfirmTotp).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<ConfirmTotp, RecoveryCodes>(request with { Address = context.Address() }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> Remove(HttpContext context, IRequests requests)
    {
        var body = await JsonBody.ReadAsync(context, TotpJson.Default.RemoveTotp).ConfigureAwait(false);
        if (!body.TryGet(out var request, out var fault)) return fault.ToHttp();
        return (await requests.SendAsync<RemoveTotp, Done>(request with { Address = context.Address() }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> List(HttpContext context, IRequests requests, string? user, int? limit, string? cursor) =>
        (await requests.SendAsync<ListSessions, Page<SessionInfo>>(new ListSessions { UserId = user, Limit = limit ?? 100, Cursor = cursor }, context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> End(HttpContext context, IRequests requests, string id) =>
        (await requests.SendAsync<EndSession, Done>(new EndSession(id), context.Actor(), context.RequestAborted).ConfigureAwait(false)).ToHttp();
}
