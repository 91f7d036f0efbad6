namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Which certificate the server shows, and whose certificates it takes from senders.</summary>
public sealed record CertificateOptions
{
    /// <summary>The user's own certificate (PEM, the chain behind it); null: one from our own authority.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/> (PEM, not encrypted); null: it stands in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Host names and addresses that our own certificate holds for besides this machine's.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The authorities whose client certificates are taken (PEM, one or more); null: our own.</summary>
    public string? ClientAuthorityFile { get; init; }
}

/// <summary>Whether a sender has to show a certificate.</summary>
public enum ClientCertificates
{
    /// <summary>It is not asked for one.</summary>
    Off,

    /// <summary>It is asked for one; what it shows must hold, but it may show none.</summary>
    Optional,

    /// <summary>It must show one that holds.</summary>
    Required,
}

/// <summary>A certificate or key cannot be used; the message names the file and says what to do.</summary>
public sealed class CertificateException(string message, Exception? inner = null) : IOException(message, inner);
