using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Tells whoever is put off when to come again (RFC 9110 §10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>What is said when nobody knows better: what is full or away now seldom is for long.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    /// <summary>Sets the header: whole seconds, at least one.</summary>
    public static void SetRetryAfter(this HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = ((long)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    /// <summary>Sees to it that no answer with 429 or 503 is without it, whatever gave it.</summary>
    public static IApplicationBuilder UseRetryAfter(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(
            static state =>
            {
                var answered = (HttpContext)state;
                if (answered.Response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && answered.Response.Headers.RetryAfter.Count == 0)
                    answered.SetRetryAfter(_soon);
                return Task.CompletedTask;
            },
            context);
        return next(context);
    });
}
