using Watchfloor.Platform.Identity.Sessions;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.Ledger.Erasure;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Users;

/// <summary>Erases an account with everything about it. Its id stays where it stands in the ledger; it says nothing to anybody then.</summary>
internal sealed class UserEraser : IPersonEraser
{
    /// <inheritdoc/>
    public async Task<int> EraseAsync(StateTransaction transaction, string personId, CancellationToken cancellation)
    {
        await TotpTable.RemoveAsync(transaction, personId, cancellation).ConfigureAwait(false);
        var sessions = await SessionTable.EndAllAsync(transaction, personId, except: null, cancellation).ConfigureAwait(false);
        return sessions + await transaction.ExecuteAsync("DELETE FROM app_user WHERE id = @id", cancellation, ("id", personId)).ConfigureAwait(false);
    }
}
