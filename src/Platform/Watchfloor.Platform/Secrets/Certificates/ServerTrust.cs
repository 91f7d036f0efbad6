using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>
/// Decides whether a server that a client has called is the one it means: by the authorities of the machine, by authorities that were named, or
/// because it shows the very certificate that was named.
/// </summary>
public sealed class ServerTrust
{
    private readonly X509Certificate2Collection _named;

    private ServerTrust(X509Certificate2Collection named) => _named = named;

    /// <summary>Trusts the certificates of a file (PEM) as well; null: those of the machine alone.</summary>
    /// <exception cref="CertificateException">The file cannot be used.</exception>
    public static ServerTrust From(string? file) => new(file is null ? [] : PemFiles.LoadAll(file));

    /// <summary>Whether to go on. The form is that of .NET's callback.</summary>
    public bool Holds(X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (shown is not X509Certificate2 certificate) return false;
        // Its name does not matter then: nobody else has its key.
        if (_named.Any(n => n.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_named);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // id-kp-serverAuth, RFC 5280 §4.2.1.12
        return chain.Build(certificate);
    }
}
