using System.Net;

namespace Watchfloor.Monitoring.Sources;

/// <summary>
/// What senders belong to for which nobody made a source: one for each kind, made when the first of them sends. Whoever does not want it
/// switches it off; it is then not made again.
/// </summary>
internal static class DefaultSources
{
    /// <summary>The kinds of sources.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["syslog", "http", "elastic", "hec", "otlp"];

    /// <summary>Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) networks.</summary>
    private static readonly IPNetwork[] Private =
    [
        .. new[] { "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10" }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>The name of a kind's default.</summary>
    public static string NameOf(string kind) => "default-" + kind;

    /// <summary>The kind of an input: <c>syslog.udp</c> and <c>relp</c> take syslog.</summary>
    public static string KindOf(string input)
    {
        var kind = input.Split('.', 2)[0];
        return kind == "relp" ? "syslog" : kind;
    }

    /// <summary>A new one.</summary>
    public static Source Create(string kind, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new Source
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Name = NameOf(kind),
            Kind = kind,
            // Syslog cannot authenticate; the others show a token.
            Networks = kind == "syslog" ? Private : [],
            Created = now,
        };
    }
}
