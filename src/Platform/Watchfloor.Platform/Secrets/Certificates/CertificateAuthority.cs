using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>
/// The authority of this instance, made on first use: <c>keys/ca.pem</c> (the certificate, to be given to senders) and
/// <c>keys/ca-key.pem</c> (its key, which never leaves the machine). ECDSA P-256, ten years.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>How long what it issues holds unless something else is asked for: the longest that browsers take for a server was 398 days.</summary>
    public static readonly TimeSpan IssuedFor = TimeSpan.FromDays(397);

    private const int Years = 10;

    /// <summary>Clocks of senders may be behind.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        Certificate = certificate;
        _time = time;
    }

    /// <summary>Its certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its certificate as PEM, without the key.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>Opens the authority of a data directory; makes it when there is none.</summary>
    /// <exception cref="CertificateException">Its files are damaged, or the key is gone.</exception>
    public static CertificateAuthority Open(DataDirectory data, TimeProvider time)
    {
        var certificateFile = Path.Combine(data.Keys, "ca.pem");
        var keyFile = Path.Combine(data.Keys, "ca-key.pem");
        using var guard = FileGuard.Take(Path.Combine(data.Keys, "ca.lock"));
        // The key is written first, so a certificate without a key is not what a crash leaves.
        if (!File.Exists(certificateFile)) Make(certificateFile, keyFile, time);
        else if (!File.Exists(keyFile))
            throw new CertificateException($"{certificateFile} is there, but its key {keyFile} is not; restore the key from a backup, or delete both to start with a new authority");
        return new CertificateAuthority(PemFiles.Load(certificateFile, keyFile), time);
    }

    /// <summary>Issues a certificate for a server: this machine's names and those given.</summary>
    /// <returns>Certificate and key.</returns>
    public IssuedCertificate IssueServer(IEnumerable<string> names)
    {
        var all = ServerNames.All(names);
        var request = Request(all[0], out var key);
        request.CertificateExtensions.Add(ServerNames.Extension(all));
        return Issue(request, key, "1.3.6.1.5.5.7.3.1", IssuedFor); // id-kp-serverAuth, RFC 5280 §4.2.1.12
    }

    /// <summary>Issues a certificate that a sender shows.</summary>
    /// <param name="name">What to call the sender: letters, digits, dots, dashes and underscores, at most 64.</param>
    /// <param name="holds">How long it holds.</param>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public IssuedCertificate IssueClient(string name, TimeSpan holds)
    {
        if (!IsClientName(name)) throw new ArgumentException("a name has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit", nameof(name));
        var request = Request(name, out var key);
        var alternative = new SubjectAlternativeNameBuilder();
        alternative.AddDnsName(name);
        request.CertificateExtensions.Add(alternative.Build());
        return Issue(request, key, "1.3.6.1.5.5.7.3.2", holds); // id-kp-clientAuth
    }

    /// <summary>Whether a sender can be called so.</summary>
    public static bool IsClientName(string name) =>
        name.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static void Make(string certificateFile, string keyFile, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Two instances must not have authorities of one name: senders look an issuer up by its name.
        var name = new X500DistinguishedName($"CN=Watchfloor CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - _skew, now.AddYears(Years));
        DurableFile.Replace(keyFile, PemFiles.Bytes(key.ExportPkcs8PrivateKeyPem()));
        DurableFile.Replace(certificateFile, PemFiles.Bytes(certificate.ExportCertificatePem()));
    }

    private static CertificateRequest Request(string commonName, out ECDsa key)
    {
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
    }

    private IssuedCertificate Issue(CertificateRequest request, ECDsa key, string purpose, TimeSpan holds)
    {
        using var owned = key;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = _time.GetUtcNow();
        var until = now + holds;
        if (until > Certificate.NotAfter) until = Certificate.NotAfter;
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F; // positive, RFC 5280 §4.1.2.2
        using var certificate = request.Create(Certificate, Later(now - _skew, Certificate.NotBefore), until, serial);
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n", until);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
