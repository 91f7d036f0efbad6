using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Output;

/// <summary>One finding a line as JSON, with flat dotted keys in the names of the Elastic Common Schema. Written as found.</summary>
internal sealed class NdjsonWriter(Stream output) : IFindingWriter
{
    // The relaxed encoder still escapes every control character, so a line can neither break in two nor reach a terminal as a command.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions _eventOptions = new() { MaxDepth = 512 };

    private readonly ArrayBufferWriter<byte> _line = new(4_096);

    /// <inheritdoc/>
    public void Write(Finding finding)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, _options))
            WriteFinding(json, finding);
        _line.Write("\n"u8);
        output.Write(_line.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Complete(ScanReport report) => output.Flush();

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        WriteTime(json, "@timestamp", finding.Timestamp);
        json.WriteString("rule.id", finding.Rule.Id);
        json.WriteString("rule.name", finding.Rule.Title);
        json.WriteString("rule.level", finding.Rule.Level.Name());
        json.WriteString("rule.path", finding.Rule.Path);
        json.WriteStartArray("rule.tags");
        foreach (var tag in finding.Rule.Tags) json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteString("host.name", finding.Host);
        json.WriteString("log.file.path", finding.File);
        json.WriteNumber("log.offset", finding.Offset);
        if (finding.RecordId is { } record) json.WriteNumber("winlog.record_id", record);
        WriteMatches(json, finding.Matches);
        if (finding.Members.Count > 0) WriteMembers(json, finding.Members);
        if (finding.EventJson is { } e) WriteEvent(json, e);
        json.WriteEndObject();
    }

    private static void WriteMatches(Utf8JsonWriter json, IReadOnlyList<FieldMatch> matches)
    {
        json.WriteStartArray("matches");
        foreach (var match in matches)
        {
            json.WriteStartObject();
            json.WriteString("field", match.Field);
            json.WriteString("value", match.Value);
            json.WriteString("pattern", match.Pattern);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, IReadOnlyList<FindingMember> members)
    {
        json.WriteStartArray("events");
        foreach (var member in members)
        {
            json.WriteStartObject();
            json.WriteString("log.file.path", member.File);
            json.WriteNumber("log.offset", member.Offset);
            WriteTime(json, "@timestamp", member.Timestamp);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the event through the writer, because the source may have spread it over several lines.</summary>
    private static void WriteEvent(Utf8JsonWriter json, byte[] e)
    {
        json.WritePropertyName("event");
        using var document = JsonDocument.Parse(e, _eventOptions);
        document.RootElement.WriteTo(json);
    }

    private static void WriteTime(Utf8JsonWriter json, string key, DateTimeOffset? time)
    {
        if (time is { } t) json.WriteString(key, Rfc3339.Format(t));
        else json.WriteNull(key);
    }
}
