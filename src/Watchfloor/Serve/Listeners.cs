using System.Globalization;
using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Serve;

/// <summary>Where the server listens for HTTP.</summary>
internal static class Listeners
{
    private const string Every = "*:";

    /// <summary>Listens for the console, the API and the inputs that speak HTTP. Without TLS, HTTP/2 cannot share an address with HTTP/1.1:
    /// nothing tells the two apart before the first byte. So OTLP over gRPC has one of its own there.</summary>
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        Listen(kestrel, options.Listen, o => o.Protocols = HttpProtocols.Http1);
        Listen(kestrel, options.ListenTls, o => o.UseHttps(Tls(kestrel.ApplicationServices.GetRequiredService<ServerCertificate>())));
        Listen(kestrel, options.OtlpGrpc, o => o.Protocols = HttpProtocols.Http2);
    }

    /// <summary>The addresses beyond loopback at which HTTP is not encrypted, though no proxy in front of it does that.</summary>
    public static IReadOnlyList<string> InTheClear(ServerOptions options) =>
        options.TrustedProxies.Count > 0 ? [] : [.. new[] { options.Listen, options.OtlpGrpc }.Where(a => a != ServerOptions.Off && !IsLoopback(a))];

    /// <summary>The one address that a listener has, as a certificate names it; null when it listens on every one.</summary>
    public static string? NameOf(string listen) =>
        listen != ServerOptions.Off && !listen.StartsWith(Every, StringComparison.Ordinal) && IPEndPoint.Parse(listen).Address is var address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address.ToString()
            : null;

    private static bool IsLoopback(string listen) => NameOf(listen) is { } name && IPAddress.IsLoopback(IPAddress.Parse(name));

    /// <summary>The certificate is asked for at each handshake, so that a renewed one shows without a restart.</summary>
    private static TlsHandshakeCallbackOptions Tls(ServerCertificate certificate) => new()
    {
        OnConnection = _ =>
        {
            // Browsers would ask their users for a certificate if the server did.
            var tls = certificate.TlsOptions(ClientCertificates.Off);
            tls.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
            return ValueTask.FromResult(tls);
        },
    };

    private static void Listen(KestrelServerOptions kestrel, string address, Action<ListenOptions> configure)
    {
        if (address == ServerOptions.Off) return;
        if (address.StartsWith(Every, StringComparison.Ordinal))
            kestrel.ListenAnyIP(int.Parse(address.AsSpan(Every.Length), CultureInfo.InvariantCulture), configure);
        else
            kestrel.Listen(IPEndPoint.Parse(address), configure);
    }
}
