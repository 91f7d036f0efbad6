using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Syslog;

namespace Watchfloor.Formats.Leef;

/// <summary>IBM QRadar's Log Event Extended Format 1.0 and 2.0, one event a line, with or without a syslog header.</summary>
public static class LeefFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "leef",
        Summary = "Log Event Extended Format 1.0 and 2.0, with or without syslog header",
        Sniff = head => LineSniff.Certainty(head, 95, line => LeefReader.Begin(line) >= 0),
        Create = (names, limits) => new CarriedDecoder("leef", new LeefReader(names, limits), LeefReader.Begin, names, limits),
        LinesAreIndependent = true,
    };
}
