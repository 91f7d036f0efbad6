using System.Net;
using Microsoft.AspNetCore.Http;

namespace Watchfloor.Serve;

/// <summary>The header Forwarded (RFC 7239 §4): what each proxy says of who called it, the nearest last.</summary>
internal static class ForwardedHeader
{
    /// <summary>Puts the caller's address, and whether he came by TLS, into the request, as far back as trusted proxies tell.</summary>
    public static void Apply(HttpContext context, IReadOnlyList<IPNetwork> trusted)
    {
        if (Parse(context.Request.Headers["Forwarded"].ToString()) is not { } elements) return;
        foreach (var (node, scheme) in elements.AsEnumerable().Reverse())
        {
            if (context.Connection.RemoteIpAddress is not { } teller || !trusted.Any(n => n.Contains(Plain(teller)))) return;
            // A name that hides the caller (§6.2, §6.3) ends what is known.
            if (node is null || !IPEndPoint.TryParse(node, out var caller)) return;
            (context.Connection.RemoteIpAddress, context.Connection.RemotePort) = (caller.Address, caller.Port);
            if (scheme is "http" or "https") context.Request.Scheme = scheme;
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The elements in their order; null when the header is not written by the rules: then nothing of it is believed.</summary>
    private static List<(string? For, string? Scheme)>? Parse(string header)
    {
        var elements = new List<(string?, string?)>();
        string? node = null, scheme = null;
        var at = 0;
        while (at < header.Length)
        {
            var end = header.AsSpan(at).IndexOf('=');
            if (end < 0) return null;
            var name = header.AsSpan(at, end).Trim();
            at += end + 1;
            if (ReadValue(header, ref at) is not { } value) return null;
            if (name.Equals("for", StringComparison.OrdinalIgnoreCase)) node = value;
            else if (name.Equals("proto", StringComparison.OrdinalIgnoreCase)) scheme = value.ToLowerInvariant();
            while (at < header.Length && header[at] is ' ' or '\t') at++;
            if (at < header.Length && header[at] is not (',' or ';')) return null;
            var hasMore = at < header.Length && header[at] == ';';
            at++;
            if (hasMore) continue;
            elements.Add((node, scheme));
            (node, scheme) = (null, null);
        }

        return elements;
    }

    /// <summary>A token or a quoted string (RFC 9110 §5.6); null when it has no end.</summary>
    private static string? ReadValue(string header, ref int at)
    {
        if (at < header.Length && header[at] == '"')
        {
            var value = new System.Text.StringBuilder();
            for (at++; at < header.Length; at++)
            {
                if (header[at] == '"')
                {
                    at++;
                    return value.ToString();
                }

                if (header[at] == '\\' && at + 1 < header.Length) at++;
                value.Append(header[at]);
            }

            return null;
        }

        var start = at;
        while (at < header.Length && header[at] is not (',' or ';' or ' ' or '\t')) at++;
        return header[start..at];
    }
}
