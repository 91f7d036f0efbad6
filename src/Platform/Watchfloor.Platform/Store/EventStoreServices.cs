using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;
using Watchfloor.Contracts.Retention;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Store.Http;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Store;

/// <summary>Registration of what stands on the event store: searches, expiry, legal holds.</summary>
public static class EventStoreServices
{
    /// <summary>Adds searches and housekeeping of the store that is registered already.</summary>
    public static IServiceCollection AddEventSearch(this IServiceCollection services, RetentionOptions retention) => services
        .ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, HoldsJson.Default))
        .AddSingleton(retention)
        .AddSingleton<IEventStore>(s => s.GetRequiredService<EmbeddedEventStore>())
        .AddSingleton(s => new LegalHolds(s.GetRequiredService<DataDirectory>().Evidence, s.GetRequiredService<IEventStore>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton(s => new Expiry(s.GetRequiredService<EmbeddedEventStore>(), retention, s.GetRequiredService<LegalHolds>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton<HoldSettlement>()
        .AddHostedService<StoreHousekeeping>()
        .AddHandler<SearchEvents, EventSearch, SearchEventsHandler>()
        .AddHandler<GetEvent, EventDetail, GetEventHandler>()
        .AddHandler<PlaceHold, LegalHold, HoldHandlers>()
        .AddHandler<ListHolds, Page<LegalHold>, HoldHandlers>()
        .AddHandler<GetHold, LegalHold, HoldHandlers>()
        .AddHandler<ExportHold, EventSearch, HoldHandlers>()
        .AddHandler<ReleaseHold, Done, HoldHandlers>()
        .ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, EventJson.Default));
}
