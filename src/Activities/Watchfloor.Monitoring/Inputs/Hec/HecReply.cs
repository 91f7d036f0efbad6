using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>An answer in the form of Splunk's event collector: a text and a number that clients know.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The number.</param>
/// <param name="Text">The text.</param>
internal sealed record HecReply(int Status, int Code, string Text)
{
    public static HecReply Success { get; } = new(200, 0, "Success");

    public static HecReply Disabled { get; } = new(403, 1, "Token disabled");

    public static HecReply NoToken { get; } = new(401, 2, "Token is required");

    public static HecReply InvalidAuthorization { get; } = new(401, 3, "Invalid authorization");

    public static HecReply InvalidToken { get; } = new(403, 4, "Invalid token");

    public static HecReply NoData { get; } = new(400, 5, "No data");

    public static HecReply InvalidFormat { get; } = new(400, 6, "Invalid data format");

    public static HecReply Failed { get; } = new(500, 8, "Internal server error");

    public static HecReply Busy { get; } = new(503, 9, "Server is busy");

    public static HecReply NoChannel { get; } = new(400, 10, "Data channel is missing");

    public static HecReply InvalidChannel { get; } = new(400, 11, "Invalid data channel");

    public static HecReply NoEvent { get; } = new(400, 12, "Event field is required");

    public static HecReply BlankEvent { get; } = new(400, 13, "Event field cannot be blank");

    public static HecReply BadFields { get; } = new(400, 15, "Error in handling indexed fields");

    public static HecReply Healthy { get; } = new(200, 17, "HEC is healthy");

    public static HecReply Unhealthy { get; } = new(503, 18, "HEC is unhealthy, queues are full");

    public static HecReply TooLarge { get; } = new(413, 27, "Request entity too large");

    /// <summary>The number of the event that is wrong, from 0, or null.</summary>
    public int? InvalidEvent { get; init; }

    /// <summary>The acknowledgement id, or null.</summary>
    public long? AckId { get; init; }

    /// <summary>The answer to a sender that may not send.</summary>
    public static HecReply Of(SenderVerdict verdict, HttpContext context) => verdict switch
    {
        SenderVerdict.Disabled => Disabled,
        SenderVerdict.NotAllowed => InvalidToken,
        _ when context.Request.Headers.Authorization.Count == 0 => NoToken,
        _ when !context.Request.Headers.Authorization.ToString().Contains(' ', StringComparison.Ordinal) => InvalidAuthorization,
        _ => InvalidToken,
    };

    /// <summary>The answer to a body that was not read.</summary>
    public static HecReply Of(BodyFault fault) => fault.Status switch
    {
        413 => TooLarge,
        429 => Busy,
        408 => new HecReply(408, 6, fault.Message),
        415 => new HecReply(415, 6, fault.Message),
        _ => InvalidFormat,
    };

    /// <summary>The answer to events that were not taken.</summary>
    public static HecReply Of(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.NoSource => Disabled,
        IntakeOutcome.Failed => Failed,
        IntakeOutcome.TooLarge => TooLarge,
        // Splunk's clients wait and send again on 503; the quota too passes.
        _ => Busy,
    };

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("text", Text);
            json.WriteNumber("code", Code);
            if (InvalidEvent is { } number) json.WriteNumber("invalid-event-number", number);
            if (AckId is { } id) json.WriteNumber("ackId", id);
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }
}
