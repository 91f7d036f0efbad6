using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Store.Http;

/// <summary>Events over HTTP: <c>POST /api/v1/query</c>, <c>GET /api/v1/events/{id}</c> and its <c>/raw</c>.</summary>
public static class EventEndpoints
{
    /// <summary>The header with what the asker should know, one warning a value.</summary>
    public const string WarningHeader = "Watchfloor-Warning";

    /// <summary>The header with the names of the columns, in their order, where a query decides them; each as a URL has it, separated by commas.</summary>
    public const string ColumnsHeader = "Watchfloor-Columns";

    /// <summary>The content type of a line of JSON for each event.</summary>
    internal const string Lines = "application/x-ndjson";

    private const int MaxBody = 256 << 10;
    private const int FlushBytes = 64 << 10;

    /// <summary>Adds the routes.</summary>
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/api/v1").WithTags("events").RequirePermission(SearchEvents.Needs);
        events.MapPost("/query", QueryAsync).Produces(StatusCodes.Status200OK, contentType: Lines)
            .Reads(typeof(SearchEvents), "application/json").WithName("query").WithSummary("Searches events; answers a line of JSON for each");
        events.MapGet("/events/{id}", EventAsync).WithName("getEvent").WithSummary("One event").Produces(StatusCodes.Status200OK, contentType: "application/json");
        events.MapGet("/events/{id}/raw", RawAsync).WithName("getRawEvent").WithSummary("One event as it was received").Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        return routes;
    }

    private static async Task QueryAsync(HttpContext context, IRequests requests)
    {
        var cancellation = context.RequestAborted;
        if (context.Request.ContentLength > MaxBody)
        {
            await CommonErrors.Invalid("where", "The request is longer than 256 KB.").ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        SearchEvents? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(new BoundedBody(context.Request.Body, MaxBody), EventJson.Default.SearchEvents, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            var fault = e is JsonException json ? JsonFaults.Of(json, EventJson.Default.SearchEvents) : CommonErrors.Invalid("where", "The request is longer than 256 KB.");
            await fault.ToHttp().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var answer = await requests.SendAsync<SearchEvents, EventSearch>(request ?? new SearchEvents(), context.Actor(), cancellation).ConfigureAwait(false);
        if (!answer.TryGet(out var search, out var error))
        {
            await Problem(error).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, search).ConfigureAwait(false);
    }

    /// <summary>Answers with events, and disposes of them.</summary>
    internal static async Task WriteAsync(HttpContext context, EventSearch search)
    {
        await using (search.ConfigureAwait(false))
        {
            context.Response.ContentType = Lines;
            // A header cannot hold everything that a file's or field's name may.
            foreach (var warning in search.Warnings) context.Response.Headers.Append(WarningHeader, Uri.EscapeDataString(warning));
            if (search.Columns.Count > 0) context.Response.Headers[ColumnsHeader] = string.Join(',', search.Columns.Select(Uri.EscapeDataString));
            await WriteAsync(context.Response, search, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(HttpResponse response, EventSearch search, CancellationToken cancellation)
    {
        var unflushed = 0;
        await foreach (var row in search.Rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            response.BodyWriter.Write(row.Span);
            response.BodyWriter.Write("\n"u8);
            unflushed += row.Length + 1;
            if (unflushed < FlushBytes) continue;
            unflushed = 0;
            await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
        }

        await response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<IResult> EventAsync(string id, HttpContext context, IRequests requests)
    {
        var answer = await requests.SendAsync<GetEvent, EventDetail>(new GetEvent(id), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return answer.TryGet(out var found, out var error) ? TypedResults.Bytes(found.Json, "application/json") : error.ToHttp();
    }

    private static async Task<IResult> RawAsync(string id, HttpContext context, IRequests requests)
    {
        var answer = await requests.SendAsync<GetEvent, EventDetail>(new GetEvent(id), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        if (!answer.TryGet(out var found, out var error)) return error.ToHttp();
        // Never shown by a browser as a page: what an attacker wrote stands in it.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(found.Raw, "application/octet-stream", id + ".raw");
    }

    private static IResult Problem(Error error) => error is FilterError filter
        ? TypedResults.Problem(
            error.Message,
            statusCode: StatusCodes.Status400BadRequest,
            title: error.Field == "kql" ? "The query is not valid" : "The filter is not valid",
            extensions: new Dictionary<string, object?> { ["code"] = error.Code, ["field"] = error.Field, ["line"] = filter.Line, ["column"] = filter.Column })
        : error.ToHttp();
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SearchEvents))]
internal sealed partial class EventJson : JsonSerializerContext;
