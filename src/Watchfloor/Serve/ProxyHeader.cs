namespace Watchfloor.Serve;

/// <summary>
/// By which header a trusted proxy says who its caller is. It is one, chosen: a proxy passes on what it does not write itself, so that whoever
/// believed both would believe callers.
/// </summary>
internal enum ProxyHeader
{
    /// <summary>X-Forwarded-For and X-Forwarded-Proto.</summary>
    XForwarded,

    /// <summary>Forwarded (RFC 7239).</summary>
    Forwarded,
}
