using Microsoft.AspNetCore.Builder;

namespace Watchfloor.Platform.Access.Http;

/// <summary>The headers that keep a browser from doing with our answers what they are not for.</summary>
public static class SecurityHeaders
{
    /// <summary>Nothing may be loaded or framed: right for everything that is no page. Pages set their own.</summary>
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Sets them on every answer; what an endpoint has set itself stays.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((Microsoft.AspNetCore.Http.HttpResponse)state).Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                // Not "no-referrer": forms of ours would then say that they come from nowhere.
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Nothing;
                // Answers hold what only their asker may see.
                if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    });
}
