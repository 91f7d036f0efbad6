using System.Buffers;
using System.Text;
using Watchfloor.Events;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// Writes an event's fields as one flat JSON object, names as the source has them, several values of a name as an array; before them the
/// record as it was received, where the fields are not all there is to it.
/// </summary>
internal sealed class FieldsJson(FieldNames names)
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private byte[]?[] _properties = [];

    /// <summary>Appends the object.</summary>
    /// <param name="bytes">Receives it.</param>
    /// <param name="view">The event.</param>
    /// <param name="withRaw">Whether the record belongs to it: as a text, or as an array with its base64 where it is not UTF-8.</param>
    public void Write(ByteBuffer bytes, EventView view, bool withRaw)
    {
        bytes.Add((byte)'{');
        if (withRaw) WriteRaw(bytes, view.Raw);
        var ids = view.FieldIds;
        for (var place = 0; place < ids.Length; place++)
        {
            if (ids[..place].Contains(ids[place])) continue;
            if (place > 0 || withRaw) bytes.Add((byte)',');
            bytes.Add(Property(ids[place]));
            if (ids[(place + 1)..].Contains(ids[place])) WriteArray(bytes, view, place);
            else WriteValue(bytes, view.Kind(place), view.Value(place));
        }

        bytes.Add((byte)'}');
    }

    /// <summary>Appends a JSON string. Bytes that are not UTF-8 become U+FFFD.</summary>
    public static void WriteText(ByteBuffer bytes, ReadOnlySpan<byte> value)
    {
        bytes.Add((byte)'"');
        if (!System.Text.Unicode.Utf8.IsValid(value)) value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value));
        while (true)
        {
            var plain = value.IndexOfAny(Escaped);
            if (plain < 0) break;
            bytes.Add(value[..plain]);
            WriteEscape(bytes, value[plain]);
            value = value[(plain + 1)..];
        }

        bytes.Add(value);
        bytes.Add((byte)'"');
    }

    private static void WriteRaw(ByteBuffer bytes, ReadOnlySpan<byte> raw)
    {
        WriteText(bytes, Encoding.UTF8.GetBytes(EventColumns.RawField));
        bytes.Add((byte)':');
        if (System.Text.Unicode.Utf8.IsValid(raw))
        {
            WriteText(bytes, raw);
            return;
        }

        bytes.Add("[\""u8);
        bytes.Add(Encoding.ASCII.GetBytes(Convert.ToBase64String(raw)));
        bytes.Add("\"]"u8);
    }

    private static void WriteArray(ByteBuffer bytes, EventView view, int first)
    {
        var ids = view.FieldIds;
        bytes.Add((byte)'[');
        for (var place = first; place < ids.Length; place++)
        {
            if (ids[place] != ids[first]) continue;
            if (place > first) bytes.Add((byte)',');
            WriteValue(bytes, view.Kind(place), view.Value(place));
        }

        bytes.Add((byte)']');
    }

    private static void WriteValue(ByteBuffer bytes, ValueKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ValueKind.Null:
                bytes.Add("null"u8);
                break;
            case ValueKind.Boolean when value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8):
            case ValueKind.Number when JsonNumber.Is(value):
                bytes.Add(value);
                break;
            default:
                WriteText(bytes, value);
                break;
        }
    }

    private static void WriteEscape(ByteBuffer bytes, byte c)
    {
        ReadOnlySpan<byte> text = c switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => [],
        };
        if (!text.IsEmpty)
        {
            bytes.Add(text);
            return;
        }

        bytes.Add("\\u00"u8);
        bytes.Add((byte)(c < 16 ? '0' : '1'));
        bytes.Add((byte)"0123456789abcdef"[c & 15]);
    }

    /// <summary>The name as JSON text with its colon, made once.</summary>
    private byte[] Property(int fieldId)
    {
        if (fieldId >= _properties.Length) Array.Resize(ref _properties, Math.Max(fieldId + 1, _properties.Length * 2));
        return _properties[fieldId] ??= Make(fieldId);
    }

    private byte[] Make(int fieldId)
    {
        var bytes = new ByteBuffer();
        WriteText(bytes, names.Utf8(fieldId));
        bytes.Add((byte)':');
        return bytes.Written.ToArray();
    }
}
