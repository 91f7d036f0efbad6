using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Watchfloor.Events.Text;

/// <summary>An event as one flat JSON object: the source's own field names, dotted where they were nested; several values as an array.</summary>
public static class EventJson
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The event in UTF-8. Bytes that are not UTF-8 become U+FFFD, a number that JSON does not know becomes text.</summary>
    public static byte[] ToBytes(EventView view)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(buffer, _options)) Write(json, view);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the event as an object.</summary>
    public static void Write(Utf8JsonWriter json, EventView view)
    {
        json.WriteStartObject();
        var ids = view.FieldIds;
        for (var place = 0; place < ids.Length; place++)
        {
            if (ids[..place].Contains(ids[place])) continue;
            json.WritePropertyName(view.FieldName(place));
            if (!ids[(place + 1)..].Contains(ids[place]))
            {
                WriteValue(json, view, place);
                continue;
            }

            json.WriteStartArray();
            for (var next = place; next < ids.Length; next++)
                if (ids[next] == ids[place])
                    WriteValue(json, view, next);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, EventView view, int place)
    {
        var value = view.Value(place);
        switch (view.Kind(place))
        {
            case ValueKind.Null:
                json.WriteNullValue();
                break;
            case ValueKind.Boolean when value is [(byte)'t', ..] or [(byte)'f', ..] && value.Length is 4 or 5:
                json.WriteBooleanValue(value[0] == 't');
                break;
            case ValueKind.Number when IsJsonNumber(value):
                json.WriteRawValue(value, skipInputValidation: true);
                break;
            default:
                if (System.Text.Unicode.Utf8.IsValid(value)) json.WriteStringValue(value);
                else json.WriteStringValue(Encoding.UTF8.GetString(value));
                break;
        }
    }

    private static bool IsJsonNumber(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == value.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
