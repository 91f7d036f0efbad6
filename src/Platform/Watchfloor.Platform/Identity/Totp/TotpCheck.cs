using Microsoft.AspNetCore.DataProtection;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Totp;

/// <summary>Takes the codes of authenticators, each once, and recovery codes. Secrets are encrypted at rest.</summary>
internal sealed class TotpCheck(IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("watchfloor.totp");

    /// <summary>The form in which a secret is kept.</summary>
    public byte[] Protect(byte[] secret) => _protector.Protect(secret);

    /// <summary>Takes a code and uses it up.</summary>
    /// <returns>How it was proved: <c>totp</c> or <c>recovery</c>; null when the code is not right.</returns>
    public async Task<string?> AcceptAsync(StateTransaction transaction, UserRow user, string code, CancellationToken cancellation)
    {
        if (StepOf(user.TotpSecret!, code, user.TotpStep) is { } step)
        {
            await TotpTable.SetStepAsync(transaction, user.Id, step, cancellation).ConfigureAwait(false);
            return "totp";
        }

        return await TotpTable.UseCodeAsync(transaction, user.Id, RecoveryCode.HashOf(code), cancellation).ConfigureAwait(false) ? "recovery" : null;
    }

    /// <summary>The step of a code, or null when it is not right or was used.</summary>
    public long? StepOf(byte[] kept, string code, long lastStep) =>
        TotpCode.Match(_protector.Unprotect(kept), new string([.. code.Where(c => !char.IsWhiteSpace(c))]), time.GetUtcNow(), lastStep);
}
