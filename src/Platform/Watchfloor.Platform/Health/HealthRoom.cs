using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Health;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Health;

/// <summary>Health: registration and routes.</summary>
public static class HealthRoom
{
    /// <summary>Adds health and the parts that the platform runs.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<HealthMonitor>().AddHostedService<HealthMetrics>();
        services.AddSingleton<IHealthSource, PipelineHealth>().AddSingleton<IHealthSource, StoreHealth>().AddSingleton<IHealthSource, DiskHealth>().AddSingleton<IHealthSource, ProcessHealth>();
        return services.AddHandler<GetHealth, HealthReport, HealthMonitor>()
            .ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, HealthJson.Default));
    }

    /// <summary>Maps <c>/healthz/live</c>, <c>/healthz/ready</c> (open to all, one word) and <c>/api/v1/health</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz/live", () => TypedResults.Text("live\n")).RequirePermission(Permission.Anonymous).WithTags("health").WithName("getLive").WithSummary("The process answers")
            .Produces<string>(contentType: "text/plain");
        endpoints.MapGet("/healthz/ready", Ready).RequirePermission(Permission.Anonymous).WithTags("health").WithName("getReady").WithSummary("Every part does its work; 503 with the names of those that do not")
            .Produces<string>(contentType: "text/plain");
        endpoints.MapGet("/api/v1/health", Get).RequirePermission(GetHealth.Needs).WithTags("health").WithName("getHealth").WithSummary("How every part does").Produces<HealthReport>();
    }

    private static ContentHttpResult Ready(HealthMonitor monitor)
    {
        var failed = monitor.Report().Parts.Where(p => p.Status == HealthStatus.Failed).Select(p => p.Name).ToList();
        // Names of parts only: whoever is not signed in learns no more than that.
        return failed.Count == 0
            ? TypedResults.Text("ready\n")
            : TypedResults.Text("not ready: " + string.Join(", ", failed) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Get(HttpContext context, IRequests requests, int? top) =>
        (await requests.SendAsync<GetHealth, HealthReport>(new GetHealth { Top = top ?? 10 }, context.Actor(), context.RequestAborted)).ToHttp();
}
