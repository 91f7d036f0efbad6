using Microsoft.Extensions.DependencyInjection;

namespace Watchfloor.Platform.Ledger;

/// <summary>Registration of the ledger.</summary>
public static class LedgerServices
{
    /// <summary>Adds the writer of entries.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services) => services
        .AddSingleton<LedgerSignal>()
        .AddSingleton<ILedgerWriter>(s => new LedgerWriter(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<LedgerSignal>()));
}
