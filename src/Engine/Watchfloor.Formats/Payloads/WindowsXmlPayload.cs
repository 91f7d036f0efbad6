using Watchfloor.Events;
using Watchfloor.Formats.WinXml;

namespace Watchfloor.Formats.Payloads;

/// <summary>A Windows event as XML, which Sysmon for Linux sends to syslog.</summary>
internal sealed class WindowsXmlPayload(DecodeLimits limits) : PayloadReader
{
    public override string Format => "winxml";

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) =>
        payload.StartsWith("<Event>"u8) || payload.StartsWith("<Event "u8);

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload) =>
        WindowsXml.TryParseInto(batch, start, payload.Length, limits);
}
