using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Serve;

/// <summary>Whether what crosses the network is encrypted.</summary>
internal sealed class ListenHealth(ServerOptions options) : IHealthSource
{
    private readonly IReadOnlyList<string> _clear = Listeners.InTheClear(options);

    /// <inheritdoc/>
    public HealthPart Report() => new()
    {
        Name = "http",
        Status = _clear.Count == 0 ? HealthStatus.Good : HealthStatus.Warning,
        Message = Warning(_clear),
        Figures = new Dictionary<string, double>(StringComparer.Ordinal) { ["clear_listeners"] = _clear.Count },
    };

    /// <summary>What to tell whoever started the server; empty when all is well.</summary>
    public static string Warning(IReadOnlyList<string> clear) => clear.Count == 0
        ? ""
        : $"Passwords and tokens cross the network in the clear, because {string.Join(" and ", clear)} {(clear.Count == 1 ? "is" : "are")} not encrypted: listen on loopback there, and set listen-tls for the network.";
}
