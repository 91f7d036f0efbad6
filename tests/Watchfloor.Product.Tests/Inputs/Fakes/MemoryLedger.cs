using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>A ledger that only remembers.</summary>
internal sealed class MemoryLedger : ILedgerWriter
{
    public List<LedgerEntry> Entries { get; } = [];

    public Task<Guid> AppendAsync(StateTransaction transaction, LedgerEntry entry, CancellationToken cancellation)
    {
        Entries.Add(entry);
        return Task.FromResult(Guid.CreateVersion7());
    }
}
