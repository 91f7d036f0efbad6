using System.Text.RegularExpressions;

namespace Watchfloor.Diagnostics;

/// <summary>
/// Takes secrets out of texts that are given away. What a bundle is made of holds none by itself; this is for what slipped into a message or
/// a log line: the server's own secrets, and everything that has the form of one.
/// </summary>
/// <param name="known">Secrets that are known word for word.</param>
internal sealed partial class SecretBlanker(IEnumerable<string> known)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Blank = "[blanked]";

    /// <summary>Shorter ones would blank ordinary words.</summary>
    private const int LeastLength = 6;

    private readonly IReadOnlyList<string> _known = [.. known.Where(s => s.Length >= LeastLength).Distinct(StringComparer.Ordinal)];

    /// <summary>The text without secrets.</summary>
    public string Of(string text)
    {
        foreach (var secret in _known) text = text.Replace(secret, Blank, StringComparison.Ordinal);
        text = PrivateKey().Replace(text, Blank);
        text = Token().Replace(text, Blank);
        text = PasswordHash().Replace(text, Blank);
        text = UserOfAddress().Replace(text, "$1" + Blank + "@");
        text = Authorization().Replace(text, "$1" + Blank);
        return Named().Replace(text, match => match.Groups[1].Value + Quoted(match.Groups[3].Value));
    }

    /// <summary>A value blanked in the quotes that it had, so that JSON stays JSON.</summary>
    private static string Quoted(string value) =>
        value.StartsWith("\\\"", StringComparison.Ordinal) ? $"\\\"{Blank}\\\"" : value[0] is '"' or '\'' ? $"{value[0]}{Blank}{value[0]}" : Blank;

    /// <summary>A key in PEM (RFC 7468), also where its line ends are written as JSON writes them.</summary>
    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?", RegexOptions.NonBacktracking)]
    private static partial Regex PrivateKey();

    /// <summary>Tokens, cookies and links of this server, and the credential of the command line.</summary>
    [GeneratedRegex("w[fsiu]_[0-9a-f]{32}_[0-9a-f]{64}|local_[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    /// <summary>What ASP.NET Core Identity writes (format 3, HMAC-SHA512), and the crypt forms of others.</summary>
    [GeneratedRegex(@"AQAAAA[A-Za-z0-9+/]{60,}={0,2}|\$(2[aby]|5|6|y|argon2[a-z]*)\$[A-Za-z0-9./$=,+]{20,}", RegexOptions.NonBacktracking)]
    private static partial Regex PasswordHash();

    /// <summary>The user and password of an address (RFC 3986 §3.2.1).</summary>
    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.-]*://)[^/@\s""']+@", RegexOptions.NonBacktracking)]
    private static partial Regex UserOfAddress();

    /// <summary>Credentials as HTTP shows them (RFC 9110 §11.6.2).</summary>
    [GeneratedRegex(@"\b((Bearer|Basic|ApiKey|Splunk) )[A-Za-z0-9._~+/=-]{8,}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    /// <summary>A value that is called a secret: of a connection string, of JSON, of an address.</summary>
    [GeneratedRegex(@"((password|passwd|pwd|passphrase|secret|token|api[_-]?key)\\?[""']?\s*[=:]\s*)(\\?""[^""]*""|'[^']*'|[^\s;,&""')]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
