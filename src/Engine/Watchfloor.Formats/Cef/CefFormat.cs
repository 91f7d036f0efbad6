using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Syslog;

namespace Watchfloor.Formats.Cef;

/// <summary>ArcSight Common Event Format, one event a line, with or without a syslog header.</summary>
public static class CefFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "cef",
        Summary = "ArcSight Common Event Format, with or without syslog header",
        Sniff = head => LineSniff.Certainty(head, 95, line => CefReader.Begin(line) >= 0),
        Create = (names, limits) => new CarriedDecoder("cef", new CefReader(names, limits), CefReader.Begin, names, limits),
        LinesAreIndependent = true,
    };
}
