using System.Text.Json;
using Watchfloor.Monitoring.Inputs.Http;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>
/// Writes events as lines of JSON: an object with its own fields, a text as <c>message</c>; behind them what the envelope says, under the
/// names that Splunk's users search by, but for the time (<c>@timestamp</c>) and the host (<c>host.name</c>). A name that the event has
/// itself gets <c>splunk.</c> before it.
/// </summary>
/// <param name="lines">Takes the lines.</param>
/// <param name="most">How many bytes they may have.</param>
internal sealed class HecLines(ReceivedBody lines, int most)
{
    private bool _fits = true;

    /// <summary>Where each line ends.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>False when the lines are too long together.</summary>
    public bool Fits => _fits;

    /// <summary>Adds an event.</summary>
    /// <param name="value">It, as JSON: an object, or anything else.</param>
    /// <param name="fields">The envelope's <c>fields</c> as JSON, or empty.</param>
    /// <param name="envelope">The rest of the envelope.</param>
    public void Add(ReadOnlySpan<byte> value, ReadOnlySpan<byte> fields, HecEnvelope envelope)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        Append("{"u8);
        if (value.StartsWith("{"u8))
        {
            own = NamesOf(value);
            Inside(value);
        }
        else
        {
            Append("\"message\":"u8);
            if (value.StartsWith("\""u8)) OnOneLine(value);
            else Text(System.Text.Encoding.UTF8.GetString(value));
            own.Add("message");
        }

        var any = own.Count > 0;
        if (envelope.Time is { } time) Named(own.Contains("@timestamp") ? "splunk.time" : "@timestamp", HecEnvelope.Rfc3339(time), ref any);
        Named(own.Contains("host") || own.Contains("host.name") ? "splunk.host" : "host.name", envelope.Host, ref any);
        Named(own.Contains("source") ? "splunk.source" : "source", envelope.Source, ref any);
        Named(own.Contains("sourcetype") ? "splunk.sourcetype" : "sourcetype", envelope.SourceType, ref any);
        Named(own.Contains("index") ? "splunk.index" : "index", envelope.Index, ref any);
        if (!fields.IsEmpty && NamesOf(fields).Count > 0)
        {
            if (any) Append(","u8);
            Inside(fields);
        }

        Append("}\n"u8);
        Ends.Add(lines.Length);
    }

    /// <summary>Adds a line of text.</summary>
    public void AddText(string text, HecEnvelope envelope)
    {
        Append("{\"message\":"u8);
        Text(text);
        var any = true;
        if (envelope.Time is { } time) Named("@timestamp", HecEnvelope.Rfc3339(time), ref any);
        Named("host.name", envelope.Host, ref any);
        Named("source", envelope.Source, ref any);
        Named("sourcetype", envelope.SourceType, ref any);
        Named("index", envelope.Index, ref any);
        Append("}\n"u8);
        Ends.Add(lines.Length);
    }

    private static HashSet<string> NamesOf(ReadOnlySpan<byte> value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(value);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        return names;
    }

    private void Named(string name, string? value, ref bool any)
    {
        if (value is null) return;
        if (any) Append(","u8);
        Text(name);
        Append(":"u8);
        Text(value);
        any = true;
    }

    /// <summary>The members of an object, without its braces.</summary>
    private void Inside(ReadOnlySpan<byte> value) => OnOneLine(value[1..value.LastIndexOf((byte)'}')].Trim(" \t\r\n"u8));

    /// <summary>Line ends stand between JSON's tokens only, where a space does as well.</summary>
    private void OnOneLine(ReadOnlySpan<byte> value)
    {
        while (value.IndexOf((byte)'\n') is >= 0 and var at)
        {
            Append(value[..at]);
            Append(" "u8);
            value = value[(at + 1)..];
        }

        Append(value);
    }

    private void Text(string text)
    {
        Append("\""u8);
        Append(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        Append("\""u8);
    }

    private void Append(ReadOnlySpan<byte> bytes) => _fits = _fits && lines.TryAdd(bytes, most);
}
