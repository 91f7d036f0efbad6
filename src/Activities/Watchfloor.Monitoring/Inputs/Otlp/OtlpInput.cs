using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Events;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Monitoring.Inputs.Otlp;

/// <summary>Takes log records over OTLP/HTTP, and for the gRPC service.</summary>
internal sealed class OtlpInput(IIntake intake, BodyReader bodies, SenderGate gate, HttpInputOptions options)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    // google.rpc.Code, which OTLP/HTTP's errors carry.
    private const int InvalidArgument = 3;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;

    /// <summary>Maps <c>POST /v1/logs</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/logs", (HttpContext context, OtlpInput otlp) => otlp.PostAsync(context)).RequirePermission(Permission.EventsWrite);

    /// <summary>Takes the records of a request.</summary>
    /// <param name="source">The source.</param>
    /// <param name="request">The records.</param>
    /// <param name="sender">The sender's address.</param>
    /// <param name="cancellation">The sender went away.</param>
    public async Task<(IntakeResult Result, ExportLogsServiceResponse Response)> TakeAsync(
        Source source, ExportLogsServiceRequest request, string sender, CancellationToken cancellation)
    {
        using var lines = new OtlpLines();
        // A record repeats what its resource says, so lines are longer than the request; but there is an end to it.
        if (!lines.TryAdd(request, (int)Math.Min(int.MaxValue / 2, 8L * options.MaxBodyBytes)))
            return (new IntakeResult(IntakeOutcome.Busy, TimeSpan.FromSeconds(1)), new ExportLogsServiceResponse());
        var result = await intake.TakeAsync(
            new IntakeBatch
            {
                SourceId = source.Id,
                Input = "otlp",
                Format = "jsonl",
                Sender = sender,
                Events = lines.Ends.Count,
                Body = lines.Bytes,
                RecordEnds = lines.Ends,
            },
            cancellation).ConfigureAwait(false);
        var response = new ExportLogsServiceResponse();
        if (lines.TooLong > 0)
            response.PartialSuccess = new ExportLogsPartialSuccess
            {
                RejectedLogRecords = lines.TooLong,
                ErrorMessage = $"a record may have {DecodeLimits.Default.MaxRecordBytes:N0} bytes",
            };
        return (result, response);
    }

    private async Task PostAsync(HttpContext context)
    {
        var isJson = context.Request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true;
        var isProtobuf = context.Request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) == true;
        // Who may not send learns no more than that, not even which forms are taken.
        var verdict = gate.Admit(context, "otlp", out var source);
        if (verdict != SenderVerdict.Admitted)
        {
            var anonymous = verdict == SenderVerdict.NoToken;
            await WriteAsync(context, isJson || !isProtobuf, anonymous ? 401 : 403, anonymous ? Unauthenticated : PermissionDenied, Reason(verdict)).ConfigureAwait(false);
            return;
        }

        if (!isJson && !isProtobuf)
        {
            await WriteAsync(context, isJson: true, 415, InvalidArgument, $"send {Protobuf} or {Json}").ConfigureAwait(false);
            return;
        }

        var (body, fault) = await bodies.ReadAsync(context).ConfigureAwait(false);
        using (body)
        {
            if (fault is not null)
            {
                if (fault.Status == 429) context.SetRetryAfter(TimeSpan.FromSeconds(1));
                await WriteAsync(context, isJson, fault.Status, fault.Status == 429 ? ResourceExhausted : InvalidArgument, fault.Message).ConfigureAwait(false);
                return;
            }

            var request = isJson ? OtlpRequest.FromJson(body!.Bytes, out var wrong) : OtlpRequest.FromProtobuf(body!.Bytes, out wrong);
            if (request is null)
            {
                await WriteAsync(context, isJson, 400, InvalidArgument, $"this is no logs request: {wrong}").ConfigureAwait(false);
                return;
            }

            var (result, response) = await TakeAsync(source!, request, SenderGate.AddressOf(context), context.RequestAborted).ConfigureAwait(false);
            if (result.Outcome == IntakeOutcome.Accepted)
            {
                await WriteAsync(context, isJson, 200, response).ConfigureAwait(false);
                return;
            }

            var (status, code) = result.Outcome switch
            {
                IntakeOutcome.NoSource => (403, PermissionDenied),
                IntakeOutcome.Failed => (503, Unavailable),
                IntakeOutcome.TooLarge => (413, InvalidArgument),
                _ => (429, ResourceExhausted),
            };
            if (status is 429 or 503) context.SetRetryAfter(result.RetryAfter);
            await WriteAsync(context, isJson, status, code, Reason(result.Outcome)).ConfigureAwait(false);
        }
    }

    /// <summary>Why a sender may not send.</summary>
    internal static string Reason(SenderVerdict verdict) => verdict switch
    {
        SenderVerdict.NoToken => "send a token: Authorization: Bearer TOKEN",
        SenderVerdict.NotAllowed => "this token may not send events",
        _ => "the source of this token is switched off or was removed",
    };

    /// <summary>Why events were not taken.</summary>
    internal static string Reason(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.OverQuota => "the source has used up its quota",
        IntakeOutcome.Full => "the event disk is full",
        IntakeOutcome.Busy => "too much waits to be written",
        IntakeOutcome.NoSource => Reason(SenderVerdict.Disabled),
        IntakeOutcome.TooLarge => "a record is longer than the event log can take",
        _ => "the event log could not be written",
    };

    private static Task WriteAsync(HttpContext context, bool isJson, int status, int code, string message) =>
        WriteAsync(context, isJson, status, new RpcStatus { Code = code, Message = message });

    private static async Task WriteAsync(HttpContext context, bool isJson, int status, IMessage message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = isJson ? Json : Protobuf;
        if (isJson) await context.Response.WriteAsync(JsonFormatter.Default.Format(message), context.RequestAborted).ConfigureAwait(false);
        else await context.Response.Body.WriteAsync(message.ToByteArray(), context.RequestAborted).ConfigureAwait(false);
    }
}
