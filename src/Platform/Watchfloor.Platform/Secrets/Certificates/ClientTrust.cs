using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Decides whether the certificate that a sender shows holds: signed by one of our authorities, for clients, not expired.</summary>
public sealed class ClientTrust(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth, RFC 5280 §4.2.1.12

    /// <summary>Whether the sender may go on.</summary>
    /// <param name="shown">What it showed, or null.</param>
    /// <param name="sent">The chain with the intermediates it sent, or null.</param>
    /// <param name="asked">What was asked of it.</param>
    public bool Holds(X509Certificate? shown, X509Chain? sent, ClientCertificates asked)
    {
        if (shown is null) return asked != ClientCertificates.Required;
        if (shown is not X509Certificate2 certificate) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientPurpose));
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
