using System.Net;
using System.Net.Security;

namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>What one listener for connections is to do.</summary>
internal sealed record StreamListenerOptions
{
    /// <summary>Where to listen.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>How to speak TLS, asked anew for each connection; null: in the clear.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>How many connections at once.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>How many of them from one address; 0: any.</summary>
    public required int MaxConnectionsPerAddress { get; init; }

    /// <summary>How many bytes of begun messages are held.</summary>
    public required int MaxHeldBytes { get; init; }

    /// <summary>How long a connection may be silent; zero: for ever.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How long a sender may take over one step.</summary>
    public required TimeSpan Step { get; init; }
}
