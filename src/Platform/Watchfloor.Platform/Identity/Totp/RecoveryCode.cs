using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Identity.Totp;

/// <summary>A code for the day when the authenticator is lost: 80 random bits, so that a plain SHA-256 of it is kept.</summary>
internal static class RecoveryCode
{
    private const int Bytes = 10;
    private const int GroupLength = 4;

    /// <summary>A new code, as it is shown: <c>abcd-efgh-…</c>.</summary>
    public static string Make() =>
        string.Join('-', TotpCode.Base32(RandomNumberGenerator.GetBytes(Bytes)).ToLowerInvariant().Chunk(GroupLength).Select(c => new string(c)));

    /// <summary>The hash to keep; how a code was typed (blanks, dashes, case) does not matter.</summary>
    public static byte[] HashOf(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsLetterOrDigit)]).ToLowerInvariant()));
}
