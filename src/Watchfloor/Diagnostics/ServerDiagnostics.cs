using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Health;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Serve;

namespace Watchfloor.Diagnostics;

/// <summary>Makes the bundle of a running server.</summary>
internal sealed class ServerDiagnostics(
    ServerOptions options, HealthMonitor health, RecentLog log, IEventStore store, IRequests requests, LocalCredential local, StateDatabase state, ILedgerWriter ledger, TimeProvider time)
{
    /// <summary>Where Prometheus reads.</summary>
    public const string MetricsPath = "/metrics";

    private const int Top = 100;

    /// <summary>Maps <c>GET /api/v1/diagnostics</c>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/diagnostics", (HttpContext context, ServerDiagnostics diagnostics) => diagnostics.AnswerAsync(context))
            .RequirePermission(Permission.SystemWrite).WithTags("health").WithName("getDiagnostics").WithSummary("What somebody needs who is asked for help (zip), without secrets")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip");

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        await state.WriteAsync(
            transaction => ledger.AppendAsync(transaction, new LedgerEntry { Type = "diagnostics.taken", Actor = context.Actor() }, cancellation), cancellation).ConfigureAwait(false);
        var report = health.Report() with { Costs = health.Costs(Top) };
        List<DiagnosticsPart> parts =
        [
            .. await DiagnosticsBundle.OfMachineAsync(options, time, cancellation).ConfigureAwait(false),
            DiagnosticsPart.Json("health.json", report, HealthJson.Default.HealthReport),
            DiagnosticsPart.Json("runtime.json", RuntimeFigures.OfNow(time.GetUtcNow() - report.Started), DiagnosticsJson.Default.RuntimeFigures),
            DiagnosticsPart.Json("store.json", store.Files(), DiagnosticsJson.Default.IReadOnlyListStoredFile),
            await SourcesAsync(cancellation).ConfigureAwait(false),
            new("metrics.txt", await MetricsAsync(context.RequestServices).ConfigureAwait(false)),
            new("log.txt", string.Concat(log.Lines.Select(l => l + "\n"))),
        ];
        using var bundle = new MemoryStream();
        DiagnosticsBundle.Write(bundle, parts, new SecretBlanker([.. DiagnosticsBundle.SecretsOf(options), local.Token]));
        return TypedResults.Bytes(bundle.ToArray(), "application/zip", "watchfloor-diagnostics.zip");
    }

    private async Task<DiagnosticsPart> SourcesAsync(CancellationToken cancellation)
    {
        // The first thousand say enough.
        var answer = await requests.SendAsync<ListSources, Page<SourceInfo>>(new ListSources { Limit = 1_000 }, Actor.System, cancellation).ConfigureAwait(false);
        return answer.TryGet(out var page, out var error) ? DiagnosticsPart.Json("sources.json", page, SourcesJson.Default.PageSourceInfo) : new("sources.json", error.Message);
    }

    /// <summary>What Prometheus would be answered now.</summary>
    private static async Task<string> MetricsAsync(IServiceProvider services)
    {
        var endpoint = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(e => e.RoutePattern.RawText == MetricsPath);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, Request = { Method = HttpMethods.Get, Path = MetricsPath }, Response = { Body = body } };
        await endpoint.RequestDelegate!(context).ConfigureAwait(false);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
