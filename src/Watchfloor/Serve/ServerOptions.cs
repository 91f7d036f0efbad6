using System.Net;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Serve;

/// <summary>What a server is asked to be. Each value is a row in <see cref="Settings"/>.</summary>
internal sealed record ServerOptions
{
    /// <summary>What an address is set to when an input is not wanted.</summary>
    public const string Off = ListenAddress.Off;

    /// <summary>The data directory.</summary>
    public required string Data { get; init; }

    /// <summary>Where HTTP listens in the clear, or <see cref="Off"/>; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>Where HTTP over TLS listens, or <see cref="Off"/>; port 0 takes a free one.</summary>
    public string ListenTls { get; init; } = Off;

    /// <summary>The proxies in front of the server: what they say of their callers is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Which header of theirs that is.</summary>
    public ProxyHeader ProxyHeader { get; init; }

    /// <summary>True when plain HTTP may be served beyond loopback, where passwords and tokens can be read on the way.</summary>
    public bool InsecureHttp { get; init; }

    /// <summary>The state database; null: SQLite in the data directory.</summary>
    public string? State { get; init; }

    /// <summary>Folders of Sigma rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Files and folders of mappings and log sources that add to what ships.</summary>
    public IReadOnlyList<string> Content { get; init; } = [];

    /// <summary>How many new groups a rule may open in a minute before it counts as storming.</summary>
    public int GroupsPerMinute { get; init; } = 200;

    /// <summary>Where syslog over UDP listens, or <see cref="Off"/>.</summary>
    public string SyslogUdp { get; init; } = Off;

    /// <summary>Where syslog over TCP listens, or <see cref="Off"/>.</summary>
    public string SyslogTcp { get; init; } = Off;

    /// <summary>Where syslog over TLS listens, or <see cref="Off"/>.</summary>
    public string SyslogTls { get; init; } = Off;

    /// <summary>Where RELP listens, or <see cref="Off"/>.</summary>
    public string Relp { get; init; } = Off;

    /// <summary>Where RELP over TLS listens, or <see cref="Off"/>.</summary>
    public string RelpTls { get; init; } = Off;

    /// <summary>Where OTLP over gRPC listens, or <see cref="Off"/>.</summary>
    public string OtlpGrpc { get; init; } = Off;

    /// <summary>The most bytes that the event log may hold.</summary>
    public long LogBytes { get; init; } = 10L << 30;

    /// <summary>How long events are kept.</summary>
    public RetentionOptions Retention { get; init; } = new() { Default = new RetentionRule { Days = 90 } };

    /// <summary>An address that is called once a minute while all is well, so that somebody notices when it is not; null: none.</summary>
    public Uri? Heartbeat { get; init; }

    /// <summary>The certificate that encrypted ports show.</summary>
    public CertificateOptions Certificates { get; init; } = new();

    /// <summary>Whether senders over TLS have to show a certificate.</summary>
    public ClientCertificates ClientCertificates { get; init; }
}
