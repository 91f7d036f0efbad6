using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform;

/// <summary>The tables that every room stands on: leases and the ledger.</summary>
public static class PlatformSchemas
{
    /// <summary>The tables.</summary>
    public static IReadOnlyList<StateSchema> All { get; } = [LeaseSchema.Schema, LedgerSchema.Schema];
}
