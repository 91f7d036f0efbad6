using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Sees to it that every refusal of the API is problem details (RFC 9457), also those that no endpoint of ours gives.</summary>
public static class UniformProblems
{
    private const string Api = "/api/v1";

    /// <summary>Turns what is empty or thrown into problem details. Before routing.</summary>
    public static IApplicationBuilder UseUniformProblems(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (Explain(context) is { } problem) await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
        // Who the sender is could not be found out: the dispatcher sees to all that comes later.
        catch (StateException e) when (!context.Response.HasStarted)
        {
            await new Error(ErrorKind.Unavailable, "state.unavailable", e.Message).ToHttp().ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted && e.StatusCode == StatusCodes.Status400BadRequest && context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal))
        {
            await QueryCheck.Unreadable(context, e).ToHttp().ExecuteAsync(context).ConfigureAwait(false);
        }
    });

    /// <summary>Refuses parameters that an endpoint of the API does not know. Behind the check of permissions.</summary>
    public static IApplicationBuilder UseQueryCheck(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal) && QueryCheck.Unknown(context) is { } error ? error.ToHttp().ExecuteAsync(context) : next(context));

    private static IResult? Explain(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.ContentLength > 0 || response.ContentType is not null || !request.Path.StartsWithSegments(Api, StringComparison.Ordinal)) return null;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem("endpoint.unknown", "Not found", $"There is nothing at {request.Path}; what there is stands in /api/v1/openapi.json."),
            StatusCodes.Status405MethodNotAllowed => Problem("method.not_allowed", "Not done here", $"{request.Method} is not done here; allowed: {response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => Problem("body.not_json", "Not of a known type", "Send the body as JSON, with Content-Type: application/json."),
            _ => null,
        };

        IResult Problem(string code, string title, string detail) =>
            TypedResults.Problem(detail, statusCode: response.StatusCode, title: title, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
    }
}
