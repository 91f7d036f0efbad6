using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Sessions;
using Watchfloor.Platform.Identity.Tokens;

namespace Watchfloor.Platform.Identity.Http;

/// <summary>
/// Finds out who sends a request. A token that does not hold is refused here, whatever it was sent for; no credential, or a cookie whose session
/// has ended, is nobody.
/// </summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, LocalCredential local, TokenDirectory tokens, SessionReader sessions, RefusalRecorder refusals)
{
    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var isAllowed = context.Request.Headers.Authorization is [{ Length: > 0 } header, ..]
            ? await TakeTokenAsync(context, header).ConfigureAwait(false)
            : await TakeCookieAsync(context).ConfigureAwait(false);
        if (isAllowed) await next(context).ConfigureAwait(false);
    }

    private async Task<bool> TakeTokenAsync(HttpContext context, string header)
    {
        var token = Credentials.TokenOf(header);
        var actor = token is null ? null : local.ActorOf(token) ?? await tokens.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
        if (actor is not null)
        {
            context.SetActor(actor);
            return true;
        }

        await refusals.RecordAsync(Actor.Anonymous, "credential", context.Address(), context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await IdentityErrors.BadCredential.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
        return false;
    }

    private async Task<bool> TakeCookieAsync(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is not { } cookie || await sessions.FindAsync(cookie, context.RequestAborted).ConfigureAwait(false) is not { } session) return true;
        // A browser sends the cookie by itself, so what changes something needs a proof that a page of ours wants it.
        var isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        var checksItself = context.GetEndpoint()?.Metadata.GetMetadata<PageForm>() is not null;
        if (!isSafe && !checksItself && !SessionReader.IsProof(session, context.Request.Headers[SessionCookie.ProofHeader]))
        {
            // What is open to everybody, such as signing in anew, is done for nobody then.
            if (context.GetEndpoint()?.Metadata.GetMetadata<NeededPermission>()?.Permission == Permission.Anonymous) return true;
            await refusals.RecordAsync(session.Actor, "anti_forgery", context.Address(), context.RequestAborted).ConfigureAwait(false);
            await IdentityErrors.ForgeryProof.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return false;
        }

        context.SetActor(session.Actor);
        context.Features.Set(session);
        return true;
    }
}
