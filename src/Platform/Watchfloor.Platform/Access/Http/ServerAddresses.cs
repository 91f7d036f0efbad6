using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Where this server is reached over HTTP. Known when it listens.</summary>
public sealed class ServerAddresses(IServer server, CertificateOptions options, ServerCertificate certificate)
{
    /// <summary>For commands on this machine.</summary>
    public Uri Local
    {
        get
        {
            var first = All[0];
            return IsEvery(first) ? With(first, first.HostNameType == UriHostNameType.IPv6 ? "[::1]" : "127.0.0.1") : first;
        }
    }

    /// <summary>For everybody else: encrypted where that is to be had, and by a name that the certificate holds for.</summary>
    public Uri Public
    {
        get
        {
            if (All.FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttps) is not { } encrypted) return IsEvery(All[0]) ? With(All[0], Dns.GetHostName()) : All[0];
            if (options.CertificateFile is not null) return With(encrypted, CertificateName());
            if (options.Names.FirstOrDefault(n => n[0] != '*') is { } name) return With(encrypted, name);
            return IsEvery(encrypted) ? With(encrypted, CertificateName()) : encrypted;
        }
    }

    /// <summary>How others reach the server, as seen by one who does: by the address of his own request, unless that is in the clear and need not be.</summary>
    public string For(HttpRequest request)
    {
        var asked = $"{request.Scheme}://{request.Host}";
        return !request.IsHttps && Public is { Scheme: "https" } encrypted ? encrypted.GetLeftPart(UriPartial.Authority) : asked;
    }

    private List<Uri> All => [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a))];

    private static bool IsEvery(Uri address) => address.Host is "0.0.0.0" or "[::]";

    private static Uri With(Uri address, string host) => new UriBuilder(address) { Host = host }.Uri;

    private string CertificateName() =>
        certificate.Current.GetNameInfo(X509NameType.DnsName, forIssuer: false) is { Length: > 0 } name && name[0] != '*' ? name : Dns.GetHostName();
}
