using Grpc.Core;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring.Inputs.Otlp;

/// <summary>Takes log records over OTLP/gRPC.</summary>
internal sealed class OtlpGrpcService(OtlpInput input, SenderGate gate) : LogsService.LogsServiceBase
{
    /// <summary>The longest message, in bytes, unpacked. It is read before we see it, so it does not count against the bound of all bodies;
    /// OpenTelemetry's own receivers take 4 MiB.</summary>
    public const int MaxMessageBytes = 16 << 20;

    /// <inheritdoc/>
    public override async Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var verdict = gate.Admit(http, "otlp", out var source);
        if (verdict != SenderVerdict.Admitted)
            throw new RpcException(new Status(verdict == SenderVerdict.NoToken ? StatusCode.Unauthenticated : StatusCode.PermissionDenied, OtlpInput.Reason(verdict)));
        var (result, response) = await input.TakeAsync(source!, request, SenderGate.AddressOf(http), context.CancellationToken).ConfigureAwait(false);
        return result.Outcome switch
        {
            IntakeOutcome.Accepted => response,
            IntakeOutcome.NoSource => throw new RpcException(new Status(StatusCode.PermissionDenied, OtlpInput.Reason(result.Outcome))),
            IntakeOutcome.TooLarge => throw new RpcException(new Status(StatusCode.InvalidArgument, OtlpInput.Reason(result.Outcome))),
            // Senders try again on Unavailable without further ado, on ResourceExhausted only with a hint when (OTLP §Throttling).
            _ => throw new RpcException(new Status(StatusCode.Unavailable, OtlpInput.Reason(result.Outcome))),
        };
    }
}
