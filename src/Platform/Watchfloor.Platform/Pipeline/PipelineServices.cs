using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Events;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Registration of the log and the pipeline.</summary>
public static class PipelineServices
{
    /// <summary>Adds the store of events, and the stage that feeds it.</summary>
    /// <param name="services">Receives them.</param>
    /// <param name="catalog">What is known of names and log sources; detection uses the same.</param>
    /// <param name="options">How the store works.</param>
    /// <param name="retention">How long it keeps events.</param>
    public static IServiceCollection AddStore(this IServiceCollection services, EventCatalog catalog, EventStoreOptions options, RetentionOptions retention) => services
        .AddSingleton(catalog)
        .AddSingleton(s => EmbeddedEventStore.Open(s.GetRequiredService<DataDirectory>().Events, s.GetRequiredService<EventCatalog>(), options, s.GetRequiredService<TimeProvider>()))
        .AddEventSearch(retention)
        .AddSingleton<IBatchStage, StoreStage>();

    /// <summary>Adds the log and the loop over it. Stages run in the order they are registered.</summary>
    /// <param name="services">Receives them.</param>
    /// <param name="log">How the log is kept.</param>
    /// <param name="floor">No new entry gets an offset below it: see <see cref="CursorAsync"/>.</param>
    public static IServiceCollection AddPipeline(this IServiceCollection services, EventLogOptions log, long floor) => services
        .AddSingleton<IEventLog>(s => SegmentLog.Open(s.GetRequiredService<DataDirectory>().Log, log, s.GetRequiredService<TimeProvider>(), floor))
        .AddSingleton<LoggedEvents>()
        .AddSingleton<PipelineLoop>()
        .AddHostedService(s => s.GetRequiredService<PipelineLoop>());

    /// <summary>The log offset up to which the state has all effects.</summary>
    public static Task<long> CursorAsync(StateDatabase state, CancellationToken cancellation) => PipelineCursor.ReadAsync(state, cancellation);
}
