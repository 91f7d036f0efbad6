using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Ledger.Erasure;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Ledger.Sealing;
using Watchfloor.Platform.Ledger.Subscriptions;

namespace Watchfloor.Platform.Ledger;

/// <summary>Registration of the ledger.</summary>
public static class LedgerServices
{
    /// <summary>Adds the ledger: its writer and readers, the sealer, the subscriptions, erasure. The host adds state, data directory and clock.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, LedgerJson.Default));
        return services
            .AddSingleton(s => LeaseOwner.Of(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton<LeaseTable>()
            .AddSingleton<LedgerSignal>()
            .AddSingleton<LedgerHead>()
            .AddSingleton<LedgerReader>()
            .AddSingleton<ILedgerWriter>(s => new LedgerWriter(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<LedgerSignal>()))
            .AddSingleton(s => LedgerKey.OpenOrCreate(s.GetRequiredService<DataDirectory>()))
            .AddSingleton<LedgerKeys>()
            .AddSingleton<LedgerExporter>()
            .AddSingleton<LedgerSealer>()
            .AddSingleton<LedgerHealth>().AddSingleton<IHealthSource>(s => s.GetRequiredService<LedgerHealth>())
            .AddSingleton<IHostedService, SealingService>()
            .AddSingleton<DeadLetters>()
            .AddSingleton<SubscriptionService>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<SubscriptionService>())
            .AddHandler<ReadLedger, Page<LedgerRecord>, LedgerHandlers>()
            .AddHandler<ReadCheckpoint, SignedCheckpoint, LedgerHandlers>()
            .AddHandler<ExportLedger, LedgerExportFile, LedgerHandlers>()
            .AddHandler<ListDeadLetters, Page<DeadLetter>, LedgerHandlers>()
            .AddHandler<RetryDeadLetter, Done, LedgerHandlers>()
            .AddHandler<SkipDeadLetter, Done, LedgerHandlers>()
            .AddHandler<ListSubscribers, IReadOnlyList<SubscriberStatus>, LedgerHandlers>()
            .AddHandler<ErasePerson, ErasedPerson, ErasePersonHandler>();
    }

    /// <summary>Adds something that follows the ledger.</summary>
    public static IServiceCollection AddLedgerSubscriber<T>(this IServiceCollection services)
        where T : class, ILedgerSubscriber => services.AddSingleton<ILedgerSubscriber, T>();

    /// <summary>Adds a room's part in erasing a person.</summary>
    public static IServiceCollection AddPersonEraser<T>(this IServiceCollection services)
        where T : class, IPersonEraser => services.AddSingleton<IPersonEraser, T>();
}
