namespace Watchfloor.Platform.Leases;

/// <summary>The right to be the only one that does something, until it ends or somebody else has taken it.</summary>
/// <param name="Name">What it is for, such as <c>ledger.sealer</c>.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="Epoch">Grows with each taking. A holder whose epoch is not the table's any more has lost the lease, whatever his clock says.</param>
/// <param name="Duration">How long it lasts after each use.</param>
public sealed record Lease(string Name, string Owner, long Epoch, TimeSpan Duration);

/// <summary>Another has taken the lease; the transaction must be undone.</summary>
public sealed class LeaseLostException(Lease lease) : Exception($"the lease {lease.Name} of epoch {lease.Epoch} was taken by another server; nothing was written");
