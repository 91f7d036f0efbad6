using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Events;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Registration of the log and the pipeline.</summary>
public static class PipelineServices
{
    /// <summary>Adds the log and the loop over it. Stages run in the order they are registered.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, EventLogOptions log) => services
        .AddSingleton(_ => EventCatalog.LoadDefault())
        .AddSingleton<IEventLog>(s => SegmentLog.Open(s.GetRequiredService<DataDirectory>().Log, log, s.GetRequiredService<TimeProvider>()))
        .AddSingleton<LoggedEvents>()
        .AddSingleton<PipelineLoop>()
        .AddHostedService(s => s.GetRequiredService<PipelineLoop>());
}
