using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Watchfloor.Analysis;
using Watchfloor.Analysis.Detection;
using Watchfloor.Analysis.Rules;
using Watchfloor.Contracts.Access;
using Watchfloor.Diagnostics;
using Watchfloor.Events;
using Watchfloor.Monitoring;
using Watchfloor.Monitoring.Inputs.Elastic;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Platform;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Backup;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Ledger.Http;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Outbound;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Http;

namespace Watchfloor.Serve;

/// <summary>The table of contents of the server: which rooms there are, in the order they are set up.</summary>
internal static class Rooms
{
    /// <summary>The tables of every room.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [PipelineCursor.Schema, .. PlatformSchemas.All, IdentityRoom.Schema, MonitoringRoom.Schema, AnalysisRoom.Schema];

    /// <summary>The parts of every room. Hosted services start in this order and end in the opposite one.</summary>
    /// <param name="services">Receives them.</param>
    /// <param name="options">What the server is asked to be.</param>
    /// <param name="catalog">What is known of events: what ships, and the user's own on top.</param>
    /// <param name="logFloor">The log offset that the state has: a log that was lost must not begin below it.</param>
    public static void AddServices(IServiceCollection services, ServerOptions options, EventCatalog catalog, long logFloor)
    {
        services.AddRequests();
        services.AddLedger();
        services.AddIdentity();
        services.AddCertificates(Certificates(options));
        services.AddSingleton<ServerAddresses>().AddSingleton<IHealthSource, ListenHealth>();
        services.AddMonitoring(new MonitoringOptions());
        services.AddAnalysis(new RuleOptions(options.Rules), new DetectionOptions { GroupsPerMinute = options.GroupsPerMinute });
        services.AddStore(catalog, new EventStoreOptions(), options.Retention);
        services.AddPipeline(new EventLogOptions { QuotaBytes = options.LogBytes }, logFloor);
        services.AddSyslog(new SyslogOptions
        {
            Udp = options.SyslogUdp,
            Tcp = options.SyslogTcp,
            Tls = options.SyslogTls,
            Relp = options.Relp,
            RelpTls = options.RelpTls,
            ClientCertificates = options.ClientCertificates,
        });
        services.AddBackup();
        services.AddHealth();
        services.AddHostedService(s => new Heartbeat(options.Heartbeat, s.GetRequiredService<HealthMonitor>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ServerDiagnostics>();
        services.AddTelemetry();
        services.AddApiDescription();
    }

    /// <summary>The HTTP surface of every room.</summary>
    public static void MapEndpoints(WebApplication web)
    {
        web.UseTrustedProxies(web.Services.GetRequiredService<ServerOptions>());
        web.UseSecurityHeaders();
        web.UseRetryAfter();
        web.UseUniformProblems();
        web.UseRouting();
        web.UseWatchfloorAuthentication();
        web.UseQueryCheck();
        web.UseElasticRoot();
        web.MapIdentity();
        web.MapLedger();
        web.MapMonitoring();
        web.MapEvents();
        web.MapHolds();
        web.MapAnalysis();
        web.MapBackup();
        web.MapHealth();
        ServerDiagnostics.Map(web);
        web.MapPrometheusScrapingEndpoint(ServerDiagnostics.MetricsPath).RequirePermission(Permission.HealthRead);
        web.MapOpenApi("/api/{documentName}/openapi.json").RequirePermission(Permission.SignedIn);
    }

    /// <summary>Our own certificate holds for the address that it is shown at.</summary>
    private static CertificateOptions Certificates(ServerOptions options) =>
        Listeners.NameOf(options.ListenTls) is { } name ? options.Certificates with { Names = [.. options.Certificates.Names, name] } : options.Certificates;
}
