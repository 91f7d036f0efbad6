using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Leases;

/// <summary>The table of leases.</summary>
public static class LeaseSchema
{
    /// <summary>The table.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("leases", typeof(LeaseSchema));
}
