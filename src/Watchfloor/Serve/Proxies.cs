using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Watchfloor.Serve;

/// <summary>What proxies in front of the server say of their callers.</summary>
internal static class Proxies
{
    /// <summary>
    /// Believes the proxies that were named, and nobody else: a caller's address and whether he came by TLS then stand in the request as if he
    /// had come by himself. Of a chain of proxies every one must be named; the first address that is none of theirs is the caller's.
    /// </summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.TrustedProxies.Count == 0) return;
        if (options.ProxyHeader == ProxyHeader.Forwarded)
        {
            app.Use((context, next) =>
            {
                ForwardedHeader.Apply(context, options.TrustedProxies);
                return next(context);
            });
            return;
        }

        var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        // Loopback stands there by default.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies) headers.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(headers);
    }
}
