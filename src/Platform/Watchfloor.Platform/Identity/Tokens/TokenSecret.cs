using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Identity.Tokens;

/// <summary>
/// The text of a token: what it is for, its id without dashes, <c>_</c>, and 256 random bits in hexadecimal. The state keeps a SHA-256 of the
/// secret: it is random and long, so that a slow hash would protect nothing more.
/// </summary>
internal static class TokenSecret
{
    /// <summary>Begins a program's token.</summary>
    public const string Api = "wf_";

    /// <summary>Begins a session's cookie.</summary>
    public const string Session = "ws_";

    /// <summary>Begins the token of an invitation's link.</summary>
    public const string Invitation = "wi_";

    /// <summary>Begins the token of the set-up link.</summary>
    public const string Setup = "wu_";

    private const int PrefixLength = 3;
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private const int Length = PrefixLength + IdLength + 1 + (2 * SecretBytes);

    /// <summary>A new token.</summary>
    public static (string Token, byte[] Hash) Make(Guid id, string prefix = Api)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        return ($"{prefix}{id:N}_{secret}", HashOf(secret));
    }

    /// <summary>Takes a token apart.</summary>
    public static bool TryParse(string? token, out Guid id, out byte[] hash, string prefix = Api)
    {
        id = default;
        hash = [];
        if (token is null || token.Length != Length || !token.StartsWith(prefix, StringComparison.Ordinal) || token[PrefixLength + IdLength] != '_') return false;
        if (!Guid.TryParseExact(token.AsSpan(PrefixLength, IdLength), "N", out id)) return false;
        hash = HashOf(token[(PrefixLength + IdLength + 1)..]);
        return true;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
