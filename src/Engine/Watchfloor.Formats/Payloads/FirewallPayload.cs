using Watchfloor.Events;
using Watchfloor.Formats.KeyValue;

namespace Watchfloor.Formats.Payloads;

/// <summary>
/// The key=value messages of firewalls, known by the pairs that each maker's messages have: in other messages a pair is often part of
/// a sentence. Netfilter (IN= OUT=), FortiGate (date= … devid=), SonicWall (id=… sn=), Sophos (device=… log_id=).
/// </summary>
internal sealed class FirewallPayload(FieldNames names, DecodeLimits limits) : PayloadReader
{
    private readonly KeyValueReader _reader = new(names, limits);

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) =>
        (payload.IndexOf("IN="u8) is >= 0 and var at && payload[at..].IndexOf(" OUT="u8) > 0 && payload[at..].IndexOf(" PROTO="u8) > 0)
        || (payload.StartsWith("date="u8) && payload.IndexOf(" devid="u8) > 0)
        || (payload.StartsWith("id="u8) && payload.IndexOf(" sn="u8) > 0)
        || (payload.StartsWith("device"u8) && payload.IndexOf(" log_id="u8) > 0);

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload) =>
        _reader.AddPairs(batch, start, payload, out _) > 0;
}
