using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>The log of the Linux audit daemon.</summary>
public static class AuditdFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "auditd",
        Summary = "Linux audit daemon, the records of one event joined",
        Sniff = head => LineSniff.Certainty(head, 95, line => AuditdDecoder.IsSeparator(line) || AuditRecord.TryRead(line, out _)),
        Create = (names, limits) => new AuditdDecoder(names, limits),
    };
}
