using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Erasure;

/// <summary>Deletes the payloads and salts of the entries about a person. What is left is a hash that nobody can try names against.</summary>
internal static class LedgerEraser
{
    /// <summary>Erases.</summary>
    /// <returns>How many payloads there were.</returns>
    public static async Task<int> EraseAsync(StateTransaction transaction, string personId, CancellationToken cancellation)
    {
        // What a subscriber said about an entry may repeat its payload.
        await transaction.ExecuteAsync(
            """
            UPDATE ledger_dead_letter SET error = 'erased' WHERE position IN
                (SELECT e.position FROM ledger_entry e JOIN ledger_payload p ON p.entry_id = e.id WHERE p.person_id = @person)
            """,
            cancellation,
            ("person", personId)).ConfigureAwait(false);
        return await transaction.ExecuteAsync("DELETE FROM ledger_payload WHERE person_id = @person", cancellation, ("person", personId)).ConfigureAwait(false);
    }
}
