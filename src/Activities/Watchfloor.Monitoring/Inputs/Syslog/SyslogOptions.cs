using System.ComponentModel.DataAnnotations;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>Where syslog and RELP are listened for, and their bounds.</summary>
public sealed class SyslogOptions : IValidatableObject
{
    /// <summary>What stands in the place of an address when an input is off.</summary>
    public const string Off = ListenAddress.Off;

    /// <summary>Syslog over UDP: <c>ADDRESS:PORT</c>, <c>*:PORT</c> or <c>off</c>.</summary>
    public string Udp { get; set; } = Off;

    /// <summary>Syslog over TCP.</summary>
    public string Tcp { get; set; } = Off;

    /// <summary>Syslog over TLS (RFC 5425).</summary>
    public string Tls { get; set; } = Off;

    /// <summary>RELP.</summary>
    public string Relp { get; set; } = Off;

    /// <summary>RELP over TLS.</summary>
    public string RelpTls { get; set; } = Off;

    /// <summary>Whether senders over TLS have to show a certificate.</summary>
    public ClientCertificates ClientCertificates { get; set; } = ClientCertificates.Off;

    /// <summary>The longest message, in bytes. A longer one is cut off there, marked and counted.</summary>
    [Range(1_024, 1 << 20)]
    public int MaxMessageBytes { get; set; } = 64 << 10;

    /// <summary>How many connections each input holds at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>How many connections one address may hold at each input; 0: as many as there are.</summary>
    [Range(0, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>How long a connection may be silent, in seconds; 0: for ever.</summary>
    [Range(0, 31 * 86_400)]
    public int IdleSeconds { get; set; }

    /// <summary>How long a sender may take over one step, in seconds: a TLS handshake, the rest of a message, reading our answer.</summary>
    [Range(1, 3_600)]
    public int StepSeconds { get; set; } = 60;

    /// <summary>How many bytes of begun messages each input holds for slow senders, all together.</summary>
    [Range(1 << 20, 1 << 30)]
    public int MaxHeldBytes { get; set; } = 64 << 20;

    /// <summary>How many bytes of datagrams may wait in the kernel. Without the right to override it, net.core.rmem_max is the bound.</summary>
    [Range(64 << 10, 1 << 30)]
    public int UdpBufferBytes { get; set; } = 32 << 20;

    /// <summary>Whether any input is on.</summary>
    public bool IsAnyOn => new[] { Udp, Tcp, Tls, Relp, RelpTls }.Any(a => a != Off);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (key, address) in new[] { (nameof(Udp), Udp), (nameof(Tcp), Tcp), (nameof(Tls), Tls), (nameof(Relp), Relp), (nameof(RelpTls), RelpTls) })
            if (address != Off && ListenAddress.Parse(address) is null)
                yield return new ValidationResult($"{key} is '{address}', but must be ADDRESS:PORT (192.0.2.1:5514, [::1]:5514), *:PORT for every address, or {Off}");
    }
}
