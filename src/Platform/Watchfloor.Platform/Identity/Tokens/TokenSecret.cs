using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Identity.Tokens;

/// <summary>
/// The text of a token: <c>wf_</c>, its id without dashes, <c>_</c>, and 256 random bits in hexadecimal. The state keeps a SHA-256 of the
/// secret: it is random and long, so that a slow hash would protect nothing more.
/// </summary>
internal static class TokenSecret
{
    private const string Prefix = "wf_";
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private const int Length = 3 + IdLength + 1 + (2 * SecretBytes);

    /// <summary>A new token.</summary>
    public static (string Token, byte[] Hash) Make(Guid id)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return ($"{Prefix}{id:N}_{secret}", HashOf(secret));
    }

    /// <summary>Takes a token apart.</summary>
    public static bool TryParse(string token, out Guid id, out byte[] hash)
    {
        id = default;
        hash = [];
        if (token.Length != Length || !token.StartsWith(Prefix, StringComparison.Ordinal) || token[Prefix.Length + IdLength] != '_') return false;
        if (!Guid.TryParseExact(token.AsSpan(Prefix.Length, IdLength), "N", out id)) return false;
        hash = HashOf(token[(Prefix.Length + IdLength + 1)..]);
        return true;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
