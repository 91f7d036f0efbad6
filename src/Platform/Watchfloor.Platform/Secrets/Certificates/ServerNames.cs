using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>The names that our own server certificate holds for.</summary>
internal static class ServerNames
{
    /// <summary>This machine's host name, the loopback names, and those given, each once; the first is the certificate's subject.</summary>
    public static IReadOnlyList<string> All(IEnumerable<string> more) =>
    [
        .. new[] { Dns.GetHostName(), "localhost", "127.0.0.1", "::1" }.Concat(more)
            .Select(name => name.Trim().ToLowerInvariant())
            .Where(IsName)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a certificate can hold for it: an IP address or a host name, perhaps with a star in front.</summary>
    public static bool IsName(string name) =>
        IPAddress.TryParse(name, out _)
        || (name.Length is > 0 and <= 253 && Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Dns);

    /// <summary>The names as a subject alternative name (RFC 5280 §4.2.1.6).</summary>
    public static X509Extension Extension(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }

        return builder.Build();
    }

    /// <summary>Whether a certificate holds for all the names.</summary>
    public static bool Covers(X509Certificate2 certificate, IReadOnlyList<string> names)
    {
        var has = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.All(name => has.Contains(IPAddress.TryParse(name, out var address) ? address.ToString() : name));
    }
}
