using Watchfloor.Events;
using Watchfloor.Formats.Json;

namespace Watchfloor.Formats.Payloads;

/// <summary>A JSON object, perhaps behind the cookie <c>@cee:</c> that says so (CEE log syntax).</summary>
internal sealed class JsonPayload(FieldNames names, DecodeLimits limits) : PayloadReader
{
    private readonly JsonObjectParser _parser = new(names, limits);

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) =>
        payload[Begin(payload)..].StartsWith("{"u8) && payload[^1] == '}';

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload)
    {
        var fault = _parser.Parse(batch, start + Begin(payload), start + payload.Length, out var next);
        return fault == JsonFault.None && next == start + payload.Length;
    }

    private static int Begin(ReadOnlySpan<byte> payload)
    {
        var at = payload.StartsWith("@cee:"u8) ? 5 : 0;
        while (at < payload.Length && payload[at] == ' ') at++;
        return at;
    }
}
