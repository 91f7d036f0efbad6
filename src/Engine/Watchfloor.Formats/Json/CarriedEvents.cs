using Watchfloor.Events;
using Watchfloor.Formats.Auditd;
using Watchfloor.Formats.WinXml;

namespace Watchfloor.Formats.Json;

/// <summary>
/// Opens what carriers hold, when the object around it has been read: Windows XML and audit records under their own field names, JSON
/// under the path of its carrier. What cannot be read stays text; fields found before the mistake stay too.
/// </summary>
internal sealed class CarriedEvents(FieldNames names, DecodeLimits limits)
{
    /// <summary>Bounds what one object may carry: in logs it is one value, or two.</summary>
    private const int MaxValues = 8;

    private readonly AuditPayload _audit = new(names, limits);
    private readonly List<(Carrier Carrier, int Node, int Offset, int Length)> _values = [];

    /// <summary>True when the object holds such values.</summary>
    public bool Any => _values.Count > 0;

    /// <summary>True while values are opened: what they carry themselves is not.</summary>
    public bool IsOpening { get; private set; }

    /// <summary>Forgets the values of the object before.</summary>
    public void Clear() => _values.Clear();

    /// <summary>Remembers a value, escapes resolved.</summary>
    public void Add(Carrier carrier, int node, int offset, int length)
    {
        if (_values.Count < MaxValues) _values.Add((carrier, node, offset, length));
    }

    /// <summary>Adds the fields of all values remembered to the batch's open event.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="parser">Reads those that are JSON.</param>
    public void Open(EventBatch batch, JsonObjectParser parser)
    {
        // The values do not stand in the record as they are any more: they were escaped twice, or as XML.
        batch.SetRawForm(RawForm.Opaque);
        IsOpening = true;
        foreach (var (carrier, node, offset, length) in _values)
        {
            var text = batch.Arena.Slice(offset, length);
            var start = offset + length - text.TrimStart(" \t\r\n"u8).Length;
            text = text[(start - offset)..];
            if (text.StartsWith("<"u8)) OpenXml(batch, start, text);
            else if (carrier == Carrier.EventData) parser.ReadCarried(start, node, offset + length);
            else if (_audit.Fits(text, default)) _audit.Read(batch, start, text);
        }

        IsOpening = false;
    }

    /// <summary>An event or one of its sections. The table Event of Azure Monitor wraps the section in a <c>DataItem</c>.</summary>
    private void OpenXml(EventBatch batch, int start, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("<DataItem"u8))
        {
            var end = text.LastIndexOf("</EventData>"u8);
            var begin = text.IndexOf("<EventData"u8);
            if (begin < 0 || end < begin) return;
            start += begin;
            text = text[begin..(end + "</EventData>".Length)];
        }

        if (text.StartsWith("<Event"u8) || text.StartsWith("<UserData"u8)) WindowsXml.TryParseInto(batch, start, text.Length, limits);
    }
}
