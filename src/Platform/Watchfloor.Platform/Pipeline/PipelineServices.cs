using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Events;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Registration of the log and the pipeline.</summary>
public static class PipelineServices
{
    /// <summary>Adds the store of events, and the stage that feeds it.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, EventStoreOptions options) => services
        .AddSingleton(_ => EventCatalog.LoadDefault())
        .AddSingleton(s => EmbeddedEventStore.Open(s.GetRequiredService<DataDirectory>().Events, s.GetRequiredService<EventCatalog>(), options, s.GetRequiredService<TimeProvider>()))
        .AddSingleton<IBatchStage, StoreStage>();

    /// <summary>Adds the log and the loop over it. Stages run in the order they are registered.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, EventLogOptions log) => services
        .AddSingleton<IEventLog>(s => SegmentLog.Open(s.GetRequiredService<DataDirectory>().Log, log, s.GetRequiredService<TimeProvider>()))
        .AddSingleton<LoggedEvents>()
        .AddSingleton<PipelineLoop>()
        .AddHostedService(s => s.GetRequiredService<PipelineLoop>());
}
