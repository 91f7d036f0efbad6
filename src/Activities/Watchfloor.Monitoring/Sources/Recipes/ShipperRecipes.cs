using System.Security.Cryptography.X509Certificates;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Monitoring.Sources.Recipes;

/// <summary>Ready configuration for the shippers that people run, with the address, the token and the authority's certificate filled in.</summary>
/// <param name="syslog">Where syslog listens, for those that speak it.</param>
/// <param name="authority">Our own authority; null when the server shows a certificate of somebody else's.</param>
/// <param name="certificate">The certificate that the server shows, or null.</param>
internal sealed class ShipperRecipes(SyslogOptions? syslog, CertificateAuthority? authority, ServerCertificate? certificate)
{
    /// <summary>The certificate that shippers of an address have to trust (PEM), be it for HTTP or for syslog; null when it is none of ours.</summary>
    public string? AuthorityFor(string address) =>
        IsEncrypted(address) || RecipeTarget.PortOf(syslog?.Tls) is not null || RecipeTarget.PortOf(syslog?.RelpTls) is not null ? authority?.Pem : null;

    /// <summary>The recipes for a source, the shipper of its kind first.</summary>
    /// <param name="source">The source.</param>
    /// <param name="address">The server's address as shippers reach it.</param>
    /// <param name="token">The source's token.</param>
    public IReadOnlyList<ShipperRecipe> For(Source source, string address, string token)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return [];
        var target = new RecipeTarget(uri, token, source.Name, source.Networks.Count > 0, syslog, authority is not null && IsEncrypted(address))
        {
            PeerName = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? certificate?.Current.GetNameInfo(X509NameType.DnsName, forIssuer: false) : null,
        };
        ShipperRecipe[] all =
        [
            SyslogRecipes.Rsyslog(target),
            SyslogRecipes.SyslogNg(target),
            BeatsRecipes.Filebeat(target),
            BeatsRecipes.Winlogbeat(target),
            HttpRecipes.FluentBit(target),
            HttpRecipes.Vector(target),
            HttpRecipes.OtelCollector(target),
            SyslogRecipes.Nxlog(target),
            HttpRecipes.Curl(target),
        ];
        var first = source.Kind switch
        {
            "elastic" => "filebeat",
            "http" => "curl",
            "hec" => "fluent-bit",
            "otlp" => "otel-collector",
            _ => "rsyslog",
        };
        return [.. all.OrderByDescending(r => r.Shipper == first)];
    }

    private static bool IsEncrypted(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
}

/// <summary>What the recipes fill in.</summary>
/// <param name="Address">The server's address.</param>
/// <param name="Token">The token.</param>
/// <param name="Name">The source's name.</param>
/// <param name="HasNetworks">Whether syslog senders are known by their address.</param>
/// <param name="Syslog">Where syslog listens, or null.</param>
/// <param name="IsOurs">True when the address is encrypted with our own certificate, so that the sender needs the authority's.</param>
internal sealed record RecipeTarget(Uri Address, string Token, string Name, bool HasNetworks, SyslogOptions? Syslog, bool IsOurs)
{
    /// <summary>Where the authority's certificate is put on the sender's machine; <c>watchfloor ca show</c> prints it.</summary>
    public const string Authority = "/etc/watchfloor-ca.pem";

    /// <summary>The server's host, an IPv6 address without its brackets.</summary>
    public string Host => Address.DnsSafeHost;

    /// <summary>The name in the server's certificate, for those who look for none of its addresses there; null: the host itself.</summary>
    public string? PeerName { get; init; }

    /// <summary>True when the server speaks TLS.</summary>
    public bool IsTls => Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The address without a slash at its end.</summary>
    public string Base => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The port of a syslog input, or null when it does not listen.</summary>
    public static int? PortOf(string? listen) =>
        listen is not null && listen.LastIndexOf(':') is > 0 and var colon && int.TryParse(listen.AsSpan(colon + 1), out var port) && port > 0 ? port : null;

    /// <summary>A line where our authority must be trusted, nothing otherwise.</summary>
    public string IfOurs(string line) => IsOurs ? line : "";
}
