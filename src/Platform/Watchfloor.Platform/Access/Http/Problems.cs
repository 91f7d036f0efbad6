using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Turns results into HTTP answers; errors become problem details (RFC 9457) with a stable code.</summary>
public static class Problems
{
    /// <summary>The value as JSON (200), or the problem.</summary>
    public static IResult ToHttp<T>(this Result<T> result) => result.TryGet(out var value, out var error) ? TypedResults.Ok(value) : error.ToHttp();

    /// <summary>Nothing (204), or the problem.</summary>
    public static IResult ToHttp(this Result<Done> result) => result.Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    /// <summary>The value as JSON with the address of what was made (201), or the problem.</summary>
    public static IResult ToCreated<T>(this Result<T> result, Func<T, string> address) =>
        result.TryGet(out var value, out var error) ? TypedResults.Created(address(value), value) : error.ToHttp();

    /// <summary>The problem details of an error.</summary>
    public static IResult ToHttp(this Error error)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = error.Code };
        if (error.Field is not null) extensions["field"] = error.Field;
        var problem = TypedResults.Problem(error.Message, statusCode: StatusOf(error.Kind), title: TitleOf(error.Kind), extensions: extensions);
        return error.RetryAfter is { } wait ? new Later(problem, wait) : problem;
    }

    /// <summary>The HTTP status of a kind of error.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string TitleOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => "The request is not valid",
        ErrorKind.Unauthenticated => "Not signed in",
        ErrorKind.Forbidden => "Not allowed",
        ErrorKind.NotFound => "Not found",
        ErrorKind.Conflict => "It contradicts what is there",
        ErrorKind.TooMany => "Too much at once",
        ErrorKind.Unavailable => "Not available now",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A problem that passes.</summary>
    private sealed class Later(IResult problem, TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.SetRetryAfter(wait);
            return problem.ExecuteAsync(httpContext);
        }
    }
}
