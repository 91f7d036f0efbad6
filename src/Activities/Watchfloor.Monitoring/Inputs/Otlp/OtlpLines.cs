using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Watchfloor.Events;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;

namespace Watchfloor.Monitoring.Inputs.Otlp;

/// <summary>
/// Writes log records as lines of JSON, one event each, under names of ECS where OTLP has its own: <c>@timestamp</c>, <c>log.level</c>,
/// <c>event.severity</c>, <c>trace.id</c>. A body that is a map gives its own fields, any other is the <c>message</c>. Attributes keep
/// their names, which mostly are those of ECS; the record's count before the resource's.
/// </summary>
internal sealed class OtlpLines : IDisposable
{
    /// <summary>Deeper values are written as text: what reads the lines has a bound too.</summary>
    private const int MaxDepth = 32;

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>A writer of lines.</summary>
    public OtlpLines() => _json = new Utf8JsonWriter(_line, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Bytes => _lines.WrittenMemory;

    /// <summary>Where each line ends.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>How many records were too long to be taken.</summary>
    public int TooLong { get; private set; }

    /// <summary>Adds all records of a request.</summary>
    /// <returns>False when the lines are longer together than <paramref name="most"/>.</returns>
    public bool TryAdd(ExportLogsServiceRequest request, int most)
    {
        foreach (var resource in request.ResourceLogs)
            foreach (var scope in resource.ScopeLogs)
                foreach (var record in scope.LogRecords)
                {
                    if (_lines.WrittenCount > most) return false;
                    Add(record, resource.Resource, scope.Scope);
                }

        return _lines.WrittenCount <= most;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Add(LogRecord record, Resource? resource, InstrumentationScope? scope)
    {
        _line.ResetWrittenCount();
        _names.Clear();
        _json.Reset();
        _json.WriteStartObject();
        var time = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;
        if (time != 0 && IsNew("@timestamp")) _json.WriteString("@timestamp", Rfc3339(time));
        if (record.ObservedTimeUnixNano != 0 && IsNew("event.created")) _json.WriteString("event.created", Rfc3339(record.ObservedTimeUnixNano));
        Body(record.Body);
        if (record.SeverityText.Length > 0 && IsNew("log.level")) _json.WriteString("log.level", record.SeverityText);
        if (record.SeverityNumber != 0 && IsNew("event.severity")) _json.WriteNumber("event.severity", record.SeverityNumber);
        if (record.EventName.Length > 0 && IsNew("event.action")) _json.WriteString("event.action", record.EventName);
        if (record.TraceId.Length > 0 && IsNew("trace.id")) _json.WriteString("trace.id", Convert.ToHexStringLower(record.TraceId.Span));
        if (record.SpanId.Length > 0 && IsNew("span.id")) _json.WriteString("span.id", Convert.ToHexStringLower(record.SpanId.Span));
        Attributes(record.Attributes);
        if (resource is not null) Attributes(resource.Attributes);
        if (scope is { Name.Length: > 0 } && IsNew("otel.scope.name")) _json.WriteString("otel.scope.name", scope.Name);
        if (scope is { Version.Length: > 0 } && IsNew("otel.scope.version")) _json.WriteString("otel.scope.version", scope.Version);
        _json.WriteEndObject();
        _json.Flush();
        if (_line.WrittenCount > DecodeLimits.Default.MaxRecordBytes)
        {
            TooLong++;
            return;
        }

        _lines.Write(_line.WrittenSpan);
        _lines.Write("\n"u8);
        Ends.Add(_lines.WrittenCount);
    }

    private void Body(AnyValue? body)
    {
        switch (body?.ValueCase ?? AnyValue.ValueOneofCase.None)
        {
            case AnyValue.ValueOneofCase.None:
                return;
            case AnyValue.ValueOneofCase.KvlistValue:
                Attributes(body!.KvlistValue.Values);
                return;
            default:
                IsNew("message");
                _json.WritePropertyName("message");
                if (body!.ValueCase == AnyValue.ValueOneofCase.StringValue) _json.WriteStringValue(body.StringValue);
                else _json.WriteStringValue(AsText(body));
                return;
        }
    }

    private void Attributes(IEnumerable<KeyValue> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Value is not { } value || attribute.Key.Length == 0 || !IsNew(attribute.Key)) continue;
            _json.WritePropertyName(attribute.Key);
            Value(_json, value, 1);
        }
    }

    private bool IsNew(string name) => _names.Add(name);

    private static void Value(Utf8JsonWriter json, AnyValue value, int depth)
    {
        switch (value.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue: json.WriteStringValue(value.StringValue); break;
            case AnyValue.ValueOneofCase.BoolValue: json.WriteBooleanValue(value.BoolValue); break;
            case AnyValue.ValueOneofCase.IntValue: json.WriteNumberValue(value.IntValue); break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue): json.WriteNumberValue(value.DoubleValue); break;
            case AnyValue.ValueOneofCase.DoubleValue: json.WriteStringValue(value.DoubleValue.ToString(CultureInfo.InvariantCulture)); break;
            case AnyValue.ValueOneofCase.BytesValue: json.WriteBase64StringValue(value.BytesValue.Span); break;
            case AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue when depth >= MaxDepth: json.WriteStringValue("…"); break;
            case AnyValue.ValueOneofCase.ArrayValue:
                json.WriteStartArray();
                foreach (var item in value.ArrayValue.Values) Value(json, item, depth + 1);
                json.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                json.WriteStartObject();
                foreach (var item in value.KvlistValue.Values)
                {
                    json.WritePropertyName(item.Key);
                    if (item.Value is null) json.WriteNullValue();
                    else Value(json, item.Value, depth + 1);
                }

                json.WriteEndObject();
                break;
            default: json.WriteNullValue(); break;
        }
    }

    private static string AsText(AnyValue value)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true })) Value(json, value, 1);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static string Rfc3339(ulong nanoseconds)
    {
        var text = DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        return $"{text}{nanoseconds % 100:00}Z";
    }
}
