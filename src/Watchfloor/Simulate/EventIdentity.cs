using System.Text;
using System.Text.Json;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate;

/// <summary>
/// Values by which an event is recognised wherever it went: they stand in it and, all together, in no other. A server keeps no file and
/// no offset, but the fields.
/// </summary>
internal static class EventIdentity
{
    private static readonly string[][] _keys =
    [
        ["Hostname", "Channel", "RecordNumber"], ["uid"], ["eventID"], ["id"], ["Id"], ["t_first", "src4_addr", "src_port", "dst_port"], ["host.name", "time", "seq_num"],
    ];

    /// <summary>The values, as they stand in the event.</summary>
    public static IReadOnlyList<string> Of(in SimulatedEvent e)
    {
        var text = Encoding.UTF8.GetString(e.Bytes.Span);
        return e.Stream.Form switch
        {
            RecordForm.Json => OfJson(text),
            RecordForm.W3c => OfRow(text),
            RecordForm.Syslog => OfSyslog(text),
            _ when e.Stream.Name == "auditd" => OfAudit(text),
            _ => OfAccess(text),
        };
    }

    private static List<string> OfJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var keys in _keys)
        {
            var values = keys.Select(k => Value(document.RootElement, k)).OfType<string>().ToList();
            if (values.Count == keys.Length) return values;
        }

        return [];
    }

    private static string? Value(JsonElement element, string path)
    {
        foreach (var part in path.Split('.'))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
                return null;
        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }

    /// <summary>Time, client and address asked for.</summary>
    private static List<string> OfRow(string text)
    {
        var words = text.Split(' ');
        return [words[1], words[3], words[8]];
    }

    /// <summary>Host and what stands behind the program.</summary>
    private static List<string> OfSyslog(string text)
    {
        var words = text.Split(' ', 4);
        return [words[1], words[3]];
    }

    /// <summary>Node and serial number of the event.</summary>
    private static List<string> OfAudit(string text)
    {
        var node = text["node=".Length..text.IndexOf(' ')];
        var begin = text.IndexOf("audit(", StringComparison.Ordinal) + 6;
        var moment = text[begin..text.IndexOf(')', begin)];
        return [node, moment[(moment.IndexOf(':') + 1)..]];
    }

    /// <summary>Client, time and what was asked for.</summary>
    private static List<string> OfAccess(string text)
    {
        var open = text.IndexOf('[');
        var quote = text.IndexOf('"');
        var request = text[(quote + 1)..text.IndexOf('"', quote + 1)];
        return [text[..text.IndexOf(' ')], text[(open + 1)..text.IndexOf(']')], request.Split(' ')[1]];
    }
}
