using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>
/// The certificate that every encrypted port shows. Ours is renewed before it expires, the user's is read again when its file changes;
/// connections made after that get the new one. Any thread.
/// </summary>
public sealed partial class ServerCertificate : IDisposable
{
    /// <summary>How long before its end a certificate is renewed, or warned about when it is the user's.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly CertificateOptions _options;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerCertificate> _logger;
    private readonly string _ownFile;
    private readonly Lock _gate = new();
    private volatile Shown _shown;
    private string? _warned;

    /// <summary>Loads the certificate; makes the authority and our own certificate where they are missing.</summary>
    /// <exception cref="CertificateException">The user's files cannot be used.</exception>
    public ServerCertificate(DataDirectory data, CertificateOptions options, CertificateAuthority authority, TimeProvider time, ILogger<ServerCertificate> logger)
    {
        _options = options;
        _authority = authority;
        _time = time;
        _logger = logger;
        _ownFile = Path.Combine(data.Keys, "server.pem");
        if (options.Names.FirstOrDefault(name => !ServerNames.IsName(name)) is { } wrong)
            throw new CertificateException($"'{wrong}' is neither an IP address nor a host name, so no certificate can hold for it");
        ClientTrust = new ClientTrust(options.ClientAuthorityFile is { } file ? PemFiles.LoadAll(file) : [authority.Certificate], time);
        _shown = options.CertificateFile is null ? LoadOrIssueOwn() : LoadUsers();
        Warn();
    }

    /// <summary>The certificate as it is now, with its key. Also the selector for Kestrel.</summary>
    public X509Certificate2 Current => _shown.Context.TargetCertificate;

    /// <summary>Whose client certificates hold.</summary>
    public ClientTrust ClientTrust { get; }

    /// <summary>What to know about the certificate.</summary>
    public CertificateHealth Health
    {
        get
        {
            var shown = _shown;
            var certificate = shown.Context.TargetCertificate;
            var left = certificate.NotAfter - _time.GetUtcNow();
            var warning = shown.Fault
                ?? (left <= TimeSpan.Zero ? $"the certificate expired on {certificate.NotAfter:yyyy-MM-dd}; senders refuse it"
                    : left <= RenewBefore ? $"the certificate expires on {certificate.NotAfter:yyyy-MM-dd}, in {left.Days} days" : null);
            return new CertificateHealth(certificate.Subject, certificate.NotAfter, _options.CertificateFile is null, warning);
        }
    }

    /// <summary>How to speak TLS as a server, with the certificate as it is now: TLS 1.2 and 1.3.</summary>
    public SslServerAuthenticationOptions TlsOptions(ClientCertificates clients) => new()
    {
        ServerCertificateContext = _shown.Context,
#pragma warning disable CA5398 // named, so that a machine's configuration cannot allow older ones
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        ClientCertificateRequired = clients != ClientCertificates.Off,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => clients == ClientCertificates.Off || ClientTrust.Holds(certificate, chain, clients),
    };

    /// <summary>Renews our own certificate when its end is near, reads the user's when its file has changed. What is in use stays when that fails.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            try
            {
                if (_options.CertificateFile is null)
                {
                    if (NeedsRenewal(Current)) _shown = IssueOwn();
                }
                else if (Stamp() != _shown.Stamp)
                {
                    _shown = LoadUsers();
                    LogReloaded(_options.CertificateFile, Current.NotAfter);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotReloaded(e.Message);
                _shown = _shown with { Fault = e.Message };
            }
        }

        Warn();
    }

    /// <inheritdoc/>
    public void Dispose() => Current.Dispose();

    private Shown LoadOrIssueOwn()
    {
        using var guard = FileGuard.Take(_ownFile + ".lock");
        if (!File.Exists(_ownFile)) return IssueOwn();
        X509Certificate2 certificate;
        try
        {
            certificate = PemFiles.Load(_ownFile, null);
        }
        catch (CertificateException e)
        {
            // Nothing is lost with it: the authority makes another.
            LogOwnDamaged(e.Message);
            return IssueOwn();
        }

        return NeedsRenewal(certificate) ? IssueOwn() : new Shown(Context(certificate, []), default, null);
    }

    private bool NeedsRenewal(X509Certificate2 certificate) =>
        certificate.NotAfter - _time.GetUtcNow() <= RenewBefore
        || certificate.IssuerName.Name != _authority.Certificate.SubjectName.Name
        || !ServerNames.Covers(certificate, ServerNames.All(_options.Names));

    private Shown IssueOwn()
    {
        var issued = _authority.IssueServer(_options.Names);
        DurableFile.Replace(_ownFile, PemFiles.Bytes(issued.CertificatePem + issued.KeyPem));
        LogIssued(issued.NotAfter);
        return new Shown(Context(PemFiles.Load(_ownFile, null), []), default, null);
    }

    private Shown LoadUsers()
    {
        var stamp = Stamp(); // before reading: a change while we read is seen at the next look
        var file = _options.CertificateFile!;
        var certificate = PemFiles.Load(file, _options.KeyFile ?? file);
        var chain = PemFiles.LoadAll(file);
        chain.RemoveAt(0);
        return new Shown(Context(certificate, chain), stamp, null);
    }

    private static SslStreamCertificateContext Context(X509Certificate2 certificate, X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(certificate, chain, offline: true);

    private (DateTime Certificate, DateTime Key) Stamp() =>
        (File.GetLastWriteTimeUtc(_options.CertificateFile!), _options.KeyFile is { } key ? File.GetLastWriteTimeUtc(key) : default);

    private void Warn()
    {
        // Its text changes once a day, with the days that are left.
        var warning = Health.Warning;
        if (warning is not null && warning != _warned) LogWarning(warning);
        _warned = warning;
    }

    private sealed record Shown(SslStreamCertificateContext Context, (DateTime Certificate, DateTime Key) Stamp, string? Fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "A server certificate was issued; it holds until {NotAfter:u}")]
    private partial void LogIssued(DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} was read again; the certificate holds until {NotAfter:u}")]
    private partial void LogReloaded(string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "The server certificate could not be renewed, so the one in use stays: {Reason}")]
    private partial void LogNotReloaded(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Our own server certificate is damaged and is made anew: {Reason}")]
    private partial void LogOwnDamaged(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Server certificate: {Warning}")]
    private partial void LogWarning(string warning);
}

/// <summary>What to know about the server's certificate.</summary>
/// <param name="Subject">Whom it names.</param>
/// <param name="NotAfter">How long it holds.</param>
/// <param name="IsOwn">True when our own authority issued it, and renews it.</param>
/// <param name="Warning">What somebody should see to, or null.</param>
public sealed record CertificateHealth(string Subject, DateTimeOffset NotAfter, bool IsOwn, string? Warning);
