using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.ApacheError;

/// <summary>Error logs of the Apache HTTP Server, 2.2 and 2.4.</summary>
public static class ApacheErrorFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "apache-error",
        Summary = "error logs of the Apache HTTP Server",
        Sniff = head => LineSniff.Certainty(head, 90, line => ApacheErrorDecoder.TimeLength(line) > 0),
        Create = (names, limits) => new ApacheErrorDecoder(names, limits),
        LinesAreIndependent = true,
    };
}
