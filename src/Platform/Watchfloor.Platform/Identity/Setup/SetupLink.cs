using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Setup;

/// <summary>The link that makes the first administrator. The server prints it at each start until there is one; only the last holds.</summary>
public sealed class SetupLink(StateDatabase state, TimeProvider time)
{
    /// <summary>Makes a new link and voids the one before.</summary>
    /// <returns>Its path and query, such as <c>/setup?token=wu_…</c>; null when there is an administrator.</returns>
    public async Task<string?> MakeAsync(CancellationToken cancellation)
    {
        var (token, hash) = TokenSecret.Make(Guid.CreateVersion7(time.GetUtcNow()), TokenSecret.Setup);
        var made = await state.WriteAsync(
            async transaction =>
            {
                if (await UserTable.HasAdministratorAsync(transaction, besides: "", cancellation).ConfigureAwait(false)) return false;
                await SetupTable.SetAsync(transaction, hash, cancellation).ConfigureAwait(false);
                return true;
            },
            cancellation).ConfigureAwait(false);
        return made ? "/setup?token=" + token : null;
    }
}
