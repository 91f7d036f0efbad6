using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Erasure;

/// <summary>A room's part in erasing a person: whoever keeps something about people in tables registers one.</summary>
public interface IPersonEraser
{
    /// <summary>Deletes or empties the rows that tell something about a person.</summary>
    /// <returns>How many rows it changed.</returns>
    Task<int> EraseAsync(StateTransaction transaction, string personId, CancellationToken cancellation);
}
