using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger;

/// <summary>The ledger's tables.</summary>
public static class LedgerSchema
{
    /// <summary>The tables.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("ledger", typeof(LedgerSchema));
}
