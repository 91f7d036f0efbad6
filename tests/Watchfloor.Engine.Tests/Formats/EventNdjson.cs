using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>
/// One event as one line of JSON, for comparing: what the decoder said of the record under <c>@</c> keys, then every field in the
/// order of the source, a field with several values as an array.
/// </summary>
internal static class EventNdjson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(EventView view)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("@format", view.Format);
            json.WriteNumber("@offset", view.SourceOffset);
            json.WriteNumber("@length", view.Raw.Length);
            if (view.UnparsedReason is { } reason) json.WriteString("@unparsed", reason);
            WriteFields(json, view);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteFields(Utf8JsonWriter json, EventView view)
    {
        var ids = view.FieldIds;
        for (var place = 0; place < ids.Length; place++)
        {
            var id = ids[place];
            if (ids[..place].Contains(id)) continue;
            json.WritePropertyName(view.FieldName(place));
            var many = ids[(place + 1)..].Contains(id);
            if (many) json.WriteStartArray();
            for (var i = place; i < ids.Length; i++)
                if (ids[i] == id)
                    WriteValue(json, view.Kind(i), view.Value(i));
            if (many) json.WriteEndArray();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, ValueKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case ValueKind.Null: json.WriteNullValue(); break;
            case ValueKind.Number: json.WriteRawValue(value); break;
            case ValueKind.Boolean: json.WriteBooleanValue(value.SequenceEqual("true"u8)); break;
            default: json.WriteStringValue(value); break;
        }
    }
}
