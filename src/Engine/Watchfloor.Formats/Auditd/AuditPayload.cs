using System.Buffers;
using Watchfloor.Events;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// One audit record as a message, sent on by audisp or printed by the kernel. A message is an event of its own: between the records of
/// one event others may come from other hosts.
/// </summary>
internal sealed class AuditPayload(FieldNames names, DecodeLimits limits) : PayloadReader
{
    private static readonly SearchValues<byte> UptimeBytes = SearchValues.Create(" .0123456789"u8);

    private readonly AuditFields _fields = new(names, limits);

    public override string? Format => AuditdDecoder.Format;

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) =>
        AuditRecord.TryRead(payload[UptimeLength(payload)..], out _);

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload)
    {
        var at = UptimeLength(payload);
        if (!AuditRecord.TryRead(payload[at..], out var record)) return false;
        _fields.Begin(record.Type.Of(payload[at..]).SequenceEqual("EXECVE"u8));
        _fields.Add(batch, start + at, payload[at..], record);
        _fields.End(batch);
        return true;
    }

    /// <summary>The length of the kernel's <c>[   12.345678] </c>, seconds since the start.</summary>
    private static int UptimeLength(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != '[') return 0;
        var end = payload.IndexOf("] "u8);
        return end < 0 || payload[1..end].ContainsAnyExcept(UptimeBytes) ? 0 : end + 2;
    }
}
