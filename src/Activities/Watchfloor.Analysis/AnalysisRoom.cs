using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Analysis.Alerts;
using Watchfloor.Analysis.Detection;
using Watchfloor.Analysis.Rules;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.State;

namespace Watchfloor.Analysis;

/// <summary>The room of analysis: rules, detection, alerts.</summary>
public static class AnalysisRoom
{
    /// <summary>Its tables.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("analysis", typeof(AlertQueries));

    /// <summary>Adds its parts. The rules are read before the host is ready.</summary>
    public static IServiceCollection AddAnalysis(this IServiceCollection services, RuleOptions rules, DetectionOptions detection)
    {
        services.AddSingleton(rules).AddSingleton(detection);
        services.AddSingleton<ISetupStep, RulesLoadedStep>().AddSingleton<ISetupStep, FirstAlertStep>();
        services.AddSingleton<RuleSetStore>().AddSingleton<AlertWriter>().AddSingleton<DetectStage>();
        services.AddSingleton<IBatchStage>(s => s.GetRequiredService<DetectStage>());
        services.AddSingleton<ICostSource, RuleCostSource>().AddSingleton<IHealthSource, RulesHealth>();
        services.AddSingleton<RuleWatcher>().AddHostedService(s => s.GetRequiredService<RuleWatcher>());
        return services
            .AddHandler<ListAlerts, Page<AlertSummary>, AlertQueries>()
            .AddHandler<GetAlert, AlertDetail, AlertQueries>()
            .AddHandler<GetRuleSet, RuleSetState, RuleQueries>()
            .AddHandler<ListRules, Page<RuleInfo>, RuleQueries>()
            .ConfigureHttpJsonOptions(o =>
            {
                o.SerializerOptions.TypeInfoResolverChain.Insert(0, AlertsJson.Default);
                o.SerializerOptions.TypeInfoResolverChain.Insert(0, RulesJson.Default);
            });
    }

    /// <summary>Maps its routes.</summary>
    public static void MapAnalysis(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAlerts();
        endpoints.MapRules();
    }
}
