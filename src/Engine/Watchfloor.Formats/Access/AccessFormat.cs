using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Access;

/// <summary>Access logs of Apache and Nginx. Those that a site writes as JSON are read as JSON.</summary>
public static class AccessFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "access",
        Summary = "access logs of Apache and Nginx: common, combined, with virtual host, ssl_request",
        Sniff = head => LineSniff.Certainty(head, 90, line => AccessLine.TryRead(line, out _)),
        Create = (names, limits) => new AccessDecoder(names, limits),
        LinesAreIndependent = true,
    };
}
