using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Contracts.Requests;
using Watchfloor.Monitoring.Inputs.Elastic;
using Watchfloor.Monitoring.Inputs.Hec;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Inputs.Otlp;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Monitoring.Sources.Recipes;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Secrets.Certificates;
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
        services.TryAddSingleton<ISourceTokens, SourceTokens>();
        services.AddSingleton(s => new ShipperRecipes(s.GetService<SyslogOptions>(), s.GetService<CertificateOptions>() is { CertificateFile: null } ? s.GetRequiredService<CertificateAuthority>() : null, s.GetService<ServerCertificate>())).AddSingleton<SourceHandlers>();
        services.AddSingleton<IRequestHandler<AddSource, SourceWithToken>>(Handlers).AddSingleton<IRequestHandler<ListSources, Page<SourceInfo>>>(Handlers);
        services.AddSingleton<IRequestHandler<GetSource, SourceInfo>>(Handlers).AddSingleton<IRequestHandler<ChangeSource, SourceInfo>>(Handlers);
        services.AddSingleton<IRequestHandler<RotateSource, SourceWithToken>>(Handlers).AddSingleton<IRequestHandler<RemoveSource, Done>>(Handlers);
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, SourcesJson.Default));
        services.AddSingleton<SenderGate>().AddSingleton<BodyReader>();
        services.AddSingleton<IHealthSource, IntakeHealth>().AddSingleton<ICostSource, SourceCosts>();
        services.AddSingleton<IngestEndpoint>();
        services.AddSingleton<OtlpInput>();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = Math.Min(options.Http.MaxBodyBytes, OtlpGrpcService.MaxMessageBytes));
        services.AddSingleton<HecInput>().AddSingleton<HecAcks>();
        services.AddSingleton<ElasticInput>().AddSingleton<ElasticHandshake>();
        return services;

        static SourceHandlers Handlers(IServiceProvider s) => s.GetRequiredService<SourceHandlers>();
    }

    /// <summary>Maps its HTTP surface.</summary>
    public static void MapMonitoring(this IEndpointRouteBuilder endpoints)
    {
        SourceEndpoints.Map(endpoints);
        IngestEndpoint.Map(endpoints);
        ElasticEndpoints.Map(endpoints);
        HecEndpoints.Map(endpoints);
        OtlpInput.Map(endpoints);
        endpoints.MapGrpcService<OtlpGrpcService>().RequirePermission(Permission.EventsWrite);
    }
}
