using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Tokens;

namespace Watchfloor.Platform.Identity.Http;

/// <summary>
/// Finds out who sends a request. A credential that does not hold is refused here, whatever it was sent for; no credential is nobody.
/// </summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, LocalCredential local, TokenDirectory tokens)
{
    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization is [{ Length: > 0 } header, ..])
        {
            var token = Credentials.TokenOf(header);
            var actor = token is null ? null : local.ActorOf(token) ?? await tokens.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
            if (actor is null)
            {
                await BadCredential.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
                return;
            }

            context.SetActor(actor);
        }

        await next(context).ConfigureAwait(false);
    }

    private static Error BadCredential { get; } = new(ErrorKind.Unauthenticated, "credential", "The token is not known, has ended or was revoked. Make one with: watchfloor token create NAME --scope SCOPE.");
}
