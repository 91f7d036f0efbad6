using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Watchfloor.Serve;

/// <summary>Where the server listens for HTTP.</summary>
internal static class Listeners
{
    /// <summary>Listens for the console and the API, and where it is wanted for OTLP over gRPC. Without TLS, HTTP/2 cannot share an address
    /// with HTTP/1.1: nothing tells the two apart before the first byte.</summary>
    public static void Configure(IWebHostBuilder host, ServerOptions options)
    {
        if (options.OtlpGrpc == ServerOptions.Off)
        {
            host.UseUrls("http://" + options.Listen);
            return;
        }

        host.ConfigureKestrel(kestrel =>
        {
            Listen(kestrel, options.Listen, HttpProtocols.Http1);
            Listen(kestrel, options.OtlpGrpc, HttpProtocols.Http2);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols)
    {
        if (address.StartsWith("*:", StringComparison.Ordinal))
            kestrel.ListenAnyIP(int.Parse(address.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), o => o.Protocols = protocols);
        else
            kestrel.Listen(IPEndPoint.Parse(address), o => o.Protocols = protocols);
    }
}
