using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Monitoring.Inputs.Elastic;
using Watchfloor.Monitoring.Inputs.Hec;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Inputs.Otlp;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring;

/// <summary>The room that takes events in: what the host registers and maps.</summary>
public static class MonitoringRoom
{
    /// <summary>Its tables.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("monitoring", typeof(SourceTable));

    /// <summary>Adds its parts. The host has registered the log, the state, the ledger, the data directory and the clock.</summary>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, MonitoringOptions options)
    {
        var intake = options.Intake;
        services.AddSingleton(intake).AddSingleton(options.Http);
        services.AddSingleton<SourceDirectory>().AddSingleton<ISourceDirectory>(s => s.GetRequiredService<SourceDirectory>());
        services.AddSingleton<TrafficTable>().AddSingleton<RecentKeys>();
        services.AddSingleton(s => new KeyWindow(s.GetRequiredService<TimeProvider>(), intake.KeyWindow, intake.MaxKeys));
        services.AddSingleton<EventIntake>().AddSingleton<IIntake>(s => s.GetRequiredService<EventIntake>());
        services.AddHostedService<IntakeUpkeep>();
        services.AddSingleton<ISetupStep, FirstEventStep>();
        services.AddSingleton<SenderGate>().AddSingleton<BodyReader>();
        services.AddSingleton<IngestEndpoint>();
        services.AddSingleton<OtlpInput>();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = options.Http.MaxBodyBytes);
        services.AddSingleton<HecInput>().AddSingleton<HecAcks>();
        services.AddSingleton<ElasticInput>().AddSingleton<ElasticHandshake>();
        return services;
    }

    /// <summary>Maps its HTTP surface.</summary>
    public static void MapMonitoring(this IEndpointRouteBuilder endpoints)
    {
        IngestEndpoint.Map(endpoints);
        ElasticEndpoints.Map(endpoints);
        HecEndpoints.Map(endpoints);
        OtlpInput.Map(endpoints);
        endpoints.MapGrpcService<OtlpGrpcService>().RequirePermission(Permission.EventsWrite);
    }
}
