using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>Syslog messages, one a line: RFC 3164 as it is really sent, RFC 5424, and the files that syslog daemons write.</summary>
public static class SyslogFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "syslog",
        Summary = "syslog, RFC 3164 and RFC 5424, with CEF, LEEF, JSON, auditd or firewall messages inside",
        Sniff = head => LineSniff.Certainty(head, 80, IsSyslog),
        Create = (names, limits) => new SyslogDecoder(names, limits),
        LinesAreIndependent = true,
    };

    /// <summary>A PRI part, or a timestamp followed by a host name or a tag: a timestamp alone begins lines of many other logs.</summary>
    private static bool IsSyslog(ReadOnlySpan<byte> line) =>
        SyslogHeader.Read(line, out var header) is null
        && (header.Priority >= 0 || !header.Hostname.IsEmpty || !header.AppName.IsEmpty);
}
