using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Events;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Store.Http;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Store;

/// <summary>Registration of the embedded event store. Needs an <see cref="EventCatalog"/>, the data directory and the clock.</summary>
public static class EventStoreServices
{
    /// <summary>Adds the store, its writer, its housekeeping and the handlers of searches.</summary>
    public static IServiceCollection AddEventStore(this IServiceCollection services, EventStoreOptions options, RetentionOptions retention) =>
        services
            .AddSingleton(options)
            .AddSingleton(retention)
            .AddSingleton(s => EmbeddedEventStore.Open(s.GetRequiredService<DataDirectory>().Events, s.GetRequiredService<EventCatalog>(), options, s.GetRequiredService<TimeProvider>()))
            .AddSingleton<IEventStore>(s => s.GetRequiredService<EmbeddedEventStore>())
            .AddSingleton(s => s.GetRequiredService<EmbeddedEventStore>().Writer)
            .AddSingleton(s => new LegalHolds(s.GetRequiredService<DataDirectory>().Evidence, s.GetRequiredService<IEventStore>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton(s => new Expiry(s.GetRequiredService<EmbeddedEventStore>(), retention, s.GetRequiredService<LegalHolds>(), s.GetRequiredService<TimeProvider>()))
            .AddHostedService<StoreHousekeeping>()
            .AddHandler<SearchEvents, EventSearch, SearchEventsHandler>()
            .AddHandler<GetEvent, EventDetail, GetEventHandler>();
}
