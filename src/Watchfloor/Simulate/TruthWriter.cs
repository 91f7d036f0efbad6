using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Output;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate;

/// <summary>Names each event that belongs to a story: where it stands, what it can be recognised by, and which step it is of.</summary>
internal sealed class TruthWriter(Stream output) : IDisposable
{
    /// <summary>The file, beside the folder of logs, so that who scans the folder does not read it.</summary>
    public const string FileName = "truth.jsonl";

    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new(1_024);

    /// <summary>Writes a line.</summary>
    /// <param name="e">The event; it must have a truth.</param>
    /// <param name="offset">Where it begins in its file, in bytes.</param>
    public void Write(in SimulatedEvent e, long offset)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, _options))
        {
            json.WriteStartObject();
            json.WriteString("story", e.Truth!.Story);
            json.WriteNumber("order", e.Truth.Order);
            json.WriteString("step", e.Truth.Step);
            json.WriteStartArray("techniques");
            foreach (var technique in e.Truth.Techniques) json.WriteStringValue(technique);
            json.WriteEndArray();
            json.WriteString("time", Rfc3339.Format(DateTimeOffset.UnixEpoch.AddTicks(e.Time * TimeSpan.TicksPerMicrosecond)));
            json.WriteString("file", e.Stream.FileName);
            json.WriteNumber("offset", offset);
            json.WriteNumber("length", e.Bytes.Length);
            json.WriteStartArray("known_by");
            foreach (var value in EventIdentity.Of(e)) json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        output.Write(_line.WrittenSpan);
    }

    public void Dispose() => output.Dispose();
}
