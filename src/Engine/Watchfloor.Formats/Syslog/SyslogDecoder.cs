using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>One message a line.</summary>
internal sealed class SyslogDecoder(FieldNames names, DecodeLimits limits) : LineDecoder(Format, names, limits)
{
    /// <summary>The format that events have, however their messages were framed.</summary>
    internal const string Format = "syslog";

    private readonly SyslogMessage _message = new(names, limits);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line) => _message.Parse(batch, start, line);
}
