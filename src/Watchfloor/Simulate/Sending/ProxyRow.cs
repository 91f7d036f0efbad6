using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>A row of the proxy as the JSON object that a shipper makes of it: the names of the fields, and the values.</summary>
internal static class ProxyRow
{
    private static readonly string[] _names = LogStream.ProxyFields.Split(' ');
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] ToJson(ReadOnlySpan<byte> row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _options))
        {
            json.WriteStartObject();
            var index = 0;
            foreach (var value in Values(Encoding.UTF8.GetString(row))) json.WriteString(_names[index++], value);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static IEnumerable<string> Values(string row)
    {
        for (var at = 0; at < row.Length;)
        {
            var quoted = row[at] == '"';
            var end = row.IndexOf(quoted ? '"' : ' ', at + 1);
            if (end < 0) end = row.Length;
            yield return quoted ? row[(at + 1)..end] : row[at..end];
            at = quoted ? end + 2 : end + 1;
        }
    }
}
