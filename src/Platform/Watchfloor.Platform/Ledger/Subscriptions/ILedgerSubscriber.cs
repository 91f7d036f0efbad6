using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Subscriptions;

/// <summary>Something that follows the ledger. What it does to the state and how far it has read are committed together: exactly once.</summary>
public interface ILedgerSubscriber
{
    /// <summary>A name that never changes: its place in the ledger is kept under it.</summary>
    string Name { get; }

    /// <summary>The types it wants, or beginnings such as <c>alert.*</c>; empty: all.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>
    /// Takes entries in the order of their positions. All effects go through the transaction; it may be run again when it was not
    /// committed. An entry that fails again and again goes to the dead letters, and those after it follow.
    /// </summary>
    Task HandleAsync(StateTransaction transaction, IReadOnlyList<LedgerRecord> entries, CancellationToken cancellation);
}
