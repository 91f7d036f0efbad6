using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Formats;
using Watchfloor.Formats.Json;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary><c>POST /api/v1/ingest</c>: events as lines or as a JSON array, answered when they are on disk.</summary>
internal sealed class IngestEndpoint(IIntake intake, BodyReader bodies, SenderGate gate)
{
    private const string BatchIdHeader = "Watchfloor-Batch-Id";
    private const int MaxBatchId = 256;

    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/v1/ingest", (HttpContext context, IngestEndpoint ingest) => ingest.PostAsync(context)).RequirePermission(Permission.EventsWrite)
            .WithTags("events").WithName("ingest").WithSummary("Takes events in; answers when they are on disk")
            .Reads(type: null, "application/x-ndjson", "application/json", "text/plain").Produces(StatusCodes.Status200OK, contentType: "application/json");

    /// <summary>Takes one body.</summary>
    public async Task<IResult> PostAsync(HttpContext context)
    {
        var verdict = gate.Admit(context, "http", out var source);
        if (verdict != SenderVerdict.Admitted) return Refused(verdict).ToHttp();
        var batchId = context.Request.Headers[BatchIdHeader].ToString();
        if (batchId.Length > MaxBatchId)
            return CommonErrors.Invalid(BatchIdHeader, $"{BatchIdHeader} may have {MaxBatchId} characters.").ToHttp();
        var (body, fault) = await bodies.ReadAsync(context).ConfigureAwait(false);
        using (body)
        {
            if (fault is not null) return FaultResult(context, fault);
            return await TakeAsync(context, source!, body!, batchId).ConfigureAwait(false);
        }
    }

    private async Task<IResult> TakeAsync(HttpContext context, Source source, ReceivedBody body, string batchId)
    {
        var format = FormatOf(source, context.Request.ContentType, body.Bytes.Span);
        if (BodyRecords.FirstTooLong(body.Bytes.Span) is > 0 and var line && format is null or { LinesAreIndependent: true })
            return FaultResult(context, BodyFault.LineTooLong(line, Watchfloor.Events.DecodeLimits.Default.MaxRecordBytes));
        var records = BodyRecords.Read(body.Bytes, format);
        if (records.Events == 0) return Ok(new IngestAnswer { Accepted = 0 });
        var batch = new IntakeBatch
        {
            SourceId = source.Id,
            Input = "http",
            Format = records.Format.Name,
            Sender = SenderGate.AddressOf(context),
            Events = records.Events,
            Body = body.Bytes,
            Key = batchId.Length > 0 ? SendingKey.OfBatch(source.Id, batchId) : null,
            RecordEnds = records.RecordEnds,
        };
        var result = await intake.TakeAsync(batch, context.RequestAborted).ConfigureAwait(false);
        if (result.Outcome == IntakeOutcome.TooLarge) return FaultResult(context, BodyFault.RecordTooLong);
        if (result.Outcome != IntakeOutcome.Accepted) return Refused(context, result);
        return Ok(new IngestAnswer
        {
            Accepted = records.Events,
            Repeated = result.Repeated,
            Unparsed = records.Unparsed,
            UnparsedLines = records.Unparsed > 0 ? records.FirstUnparsed : null,
        });
    }

    /// <summary>The source's format if it has one; else lines of JSON or a JSON text by what stands there; for plain text null: detect.</summary>
    private static FormatDescription? FormatOf(Source source, string? contentType, ReadOnlySpan<byte> body)
    {
        if (FormatRegistry.ByName(source.Format) is { } own) return own;
        if (contentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true) return null;
        var head = body[..Math.Min(body.Length, 64 << 10)];
        // NDJSON is often announced as plain JSON, and the other way round, so what stands there decides.
        return head.TrimStart(" \t\r\n"u8).StartsWith("["u8) || JsonLinesFormat.Description.Sniff(head) < JsonStreamFormat.Description.Sniff(head)
            ? JsonStreamFormat.Description
            : JsonLinesFormat.Description;
    }

    private static JsonHttpResult<IngestAnswer> Ok(IngestAnswer answer) => TypedResults.Json(answer, IngestJson.Default.IngestAnswer);

    private static Error Refused(SenderVerdict verdict) => verdict switch
    {
        SenderVerdict.NoToken => CommonErrors.Unauthenticated,
        SenderVerdict.NotAllowed => CommonErrors.Forbidden(nameof(Permission.EventsWrite)),
        _ => new Error(ErrorKind.Forbidden, "source.disabled", "The source of this token is switched off or was removed."),
    };

    private static IResult Refused(HttpContext context, IntakeResult result)
    {
        context.SetRetryAfter(result.RetryAfter);
        return (result.Outcome switch
        {
            IntakeOutcome.OverQuota => new Error(ErrorKind.TooMany, "ingest.over_quota", "The source has used up its quota; nothing of this body was taken. Try again after Retry-After seconds, or raise the quota."),
            IntakeOutcome.Full => new Error(ErrorKind.TooMany, "ingest.disk_full", "The event disk is full; nothing is taken until there is room again. Try again later."),
            IntakeOutcome.Busy => new Error(ErrorKind.TooMany, "ingest.busy", "Too much waits to be written; try again in a second."),
            IntakeOutcome.NoSource => Refused(SenderVerdict.Disabled),
            _ => new Error(ErrorKind.Unavailable, "ingest.failed", "The event log could not be written. Try again; under the same Watchfloor-Batch-Id nothing is doubled."),
        }).ToHttp();
    }

    private static ProblemHttpResult FaultResult(HttpContext context, BodyFault fault)
    {
        if (fault.Status == StatusCodes.Status429TooManyRequests) context.SetRetryAfter(TimeSpan.FromSeconds(1));
        return TypedResults.Problem(fault.Message, statusCode: fault.Status, title: "The body was not taken", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = fault.Code });
    }
}
