using Watchfloor.Events;
using Watchfloor.Formats.Auditd;
using Watchfloor.Formats.Cef;
using Watchfloor.Formats.Leef;

namespace Watchfloor.Formats.Payloads;

/// <summary>The formats that are looked for inside a message. A new one adds its line here.</summary>
internal sealed class InnerPayload(FieldNames names, DecodeLimits limits)
{
    private readonly PayloadReader[] _readers =
    [
        new JsonPayload(names, limits),
        new CefReader(names, limits),
        new LeefReader(names, limits),
        new AuditPayload(names, limits),
        new WindowsXmlPayload(limits),
        new FirewallPayload(names, limits),
    ];

    /// <summary>The reader of a payload, or null when it is plain text.</summary>
    public PayloadReader? Find(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program)
    {
        if (payload.IsEmpty) return null;
        foreach (var reader in _readers)
            if (reader.Fits(payload, program))
                return reader;
        return null;
    }
}
