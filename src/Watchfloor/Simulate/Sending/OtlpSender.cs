using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>Log records of OpenTelemetry as JSON (OTLP 1.x, <c>POST /v1/logs</c>): the body is the document as a map.</summary>
internal sealed class OtlpSender(HttpClient client, TimeProvider clock) : HttpSender(client, clock)
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override int Fit(LogStream stream) => stream.Form is RecordForm.Json or RecordForm.W3c ? 2 : 0;

    protected override void Add(MemoryStream batch, in SimulatedEvent e)
    {
        batch.Write(batch.Length == 0
            ? Encoding.UTF8.GetBytes($"{{\"resourceLogs\":[{{\"resource\":{{\"attributes\":[{{\"key\":\"service.name\",\"value\":{{\"stringValue\":\"{e.Stream.Name}\"}}}}]}},\"scopeLogs\":[{{\"logRecords\":[")
            : ","u8);
        using var json = new Utf8JsonWriter(batch, _options);
        json.WriteStartObject();
        json.WriteString("timeUnixNano", (e.Time * 1_000).ToString(CultureInfo.InvariantCulture));
        json.WritePropertyName("body");
        using var document = JsonDocument.Parse(e.Stream.Form == RecordForm.Json ? e.Bytes : ProxyRow.ToJson(e.Bytes.Span));
        Write(json, document.RootElement);
        json.WriteEndObject();
    }

    protected override void Close(MemoryStream batch) => batch.Write("]}]}]}"u8);

    protected override (string Path, string Type) Route(LogStream stream) => ("/v1/logs", "application/json");

    /// <summary>A value as <c>AnyValue</c>.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject("kvlistValue");
                json.WriteStartArray("values");
                foreach (var property in value.EnumerateObject())
                {
                    json.WriteStartObject();
                    json.WriteString("key", property.Name);
                    json.WritePropertyName("value");
                    Write(json, property.Value);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartObject("arrayValue");
                json.WriteStartArray("values");
                foreach (var item in value.EnumerateArray()) Write(json, item);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.WriteBoolean("boolValue", value.GetBoolean());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                // 64-bit integers are strings in protobuf's JSON.
                json.WriteString("intValue", number.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                json.WriteNumber("doubleValue", value.GetDouble());
                break;
            case JsonValueKind.String:
                json.WriteString("stringValue", value.GetString());
                break;
        }

        json.WriteEndObject();
    }
}
