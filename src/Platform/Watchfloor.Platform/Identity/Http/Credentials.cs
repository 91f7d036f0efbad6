using System.Text;

namespace Watchfloor.Platform.Identity.Http;

/// <summary>Finds the token in an <c>Authorization</c> header, in each form that senders use.</summary>
internal static class Credentials
{
    /// <summary>The token, or null.</summary>
    /// <param name="header">
    /// <c>Bearer TOKEN</c> (RFC 6750), <c>Basic</c> with the token as password (RFC 7617, Elasticsearch clients), <c>ApiKey</c> with
    /// base64 of <c>anything:TOKEN</c> (Elasticsearch), <c>Splunk TOKEN</c>.
    /// </param>
    public static string? TokenOf(string? header)
    {
        if (header is null) return null;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return null;
        var value = header[(space + 1)..].Trim();
        return header[..space].ToLowerInvariant() switch
        {
            "bearer" or "splunk" => value,
            "basic" or "apikey" => Password(value) ?? value,
            _ => null,
        };
    }

    private static string? Password(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
