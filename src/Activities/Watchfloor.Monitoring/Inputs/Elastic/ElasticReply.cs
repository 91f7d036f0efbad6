using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>Answers in the form that Elasticsearch's clients read.</summary>
internal static class ElasticReply
{
    /// <summary>Clients refuse a server that does not call itself this.</summary>
    private const string ProductHeader = "X-Elastic-Product";

    /// <summary>Writes a JSON answer.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> content)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[ProductHeader] = "Elasticsearch";
        // A client that asks for a version of the media type checks that it gets it.
        var versioned = context.Request.Headers.Accept.ToString().Contains("application/vnd.elastic+json", StringComparison.Ordinal);
        context.Response.ContentType = versioned ? "application/vnd.elastic+json;compatible-with=8" : "application/json";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            content(json);
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Writes an error.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string type, string reason) =>
        WriteAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteStartArray("root_cause");
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("reason", reason);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("type", type);
            json.WriteString("reason", reason);
            json.WriteEndObject();
            json.WriteNumber("status", status);
            json.WriteEndObject();
        });

    /// <summary>Says that a sender may not send.</summary>
    public static Task RefusedAsync(HttpContext context, SenderVerdict verdict)
    {
        if (verdict != SenderVerdict.NoToken)
            return ErrorAsync(context, StatusCodes.Status403Forbidden, "security_exception", verdict == SenderVerdict.NotAllowed
                ? "this token may not send events"
                : "the source of this token is switched off or was removed");
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"watchfloor\", ApiKey, Bearer";
        return ErrorAsync(context, StatusCodes.Status401Unauthorized, "security_exception", "send a token: as the password of basic authentication, as an API key, or as a bearer token");
    }

    /// <summary>Says that a body was not read.</summary>
    public static Task FaultAsync(HttpContext context, BodyFault fault)
    {
        if (fault.Status == StatusCodes.Status429TooManyRequests) context.SetRetryAfter(TimeSpan.FromSeconds(1));
        return ErrorAsync(context, fault.Status, fault.Status == StatusCodes.Status429TooManyRequests ? "es_rejected_execution_exception" : "illegal_argument_exception", fault.Message);
    }

    /// <summary>Says that events were not taken. All of the request is refused: senders then send all of it again, which not all do for
    /// single documents.</summary>
    public static Task NotTakenAsync(HttpContext context, IntakeResult result)
    {
        if (result.Outcome == IntakeOutcome.NoSource) return RefusedAsync(context, SenderVerdict.Disabled);
        if (result.Outcome == IntakeOutcome.TooLarge) return FaultAsync(context, BodyFault.RecordTooLong);
        context.SetRetryAfter(result.RetryAfter);
        return result.Outcome switch
        {
            IntakeOutcome.OverQuota => ErrorAsync(context, 429, "es_rejected_execution_exception", "the source has used up its quota"),
            IntakeOutcome.Full => ErrorAsync(context, 429, "cluster_block_exception", "the event disk is full"),
            IntakeOutcome.Busy => ErrorAsync(context, 429, "es_rejected_execution_exception", "too much waits to be written"),
            _ => ErrorAsync(context, 503, "unavailable_shards_exception", "the event log could not be written"),
        };
    }
}
