using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Evtx;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>One value as a test sees it.</summary>
internal sealed record Field(string Name, string Value, ValueKind Kind = ValueKind.Text);

/// <summary>One event as a test sees it.</summary>
internal sealed record LogEvent(long Offset, string? Unparsed, byte[] Raw, IReadOnlyList<Field> Fields)
{
    /// <summary>The first value of a field, or null.</summary>
    public string? this[string name] => Fields.FirstOrDefault(f => f.Name == name)?.Value;

    public ulong RecordId => BitConverter.ToUInt64(Raw, 8);
}

/// <summary>A whole log read through the reader that programs use.</summary>
internal static class EvtxLog
{
    public static IReadOnlyList<LogEvent> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream);
    }

    public static IReadOnlyList<LogEvent> Read(byte[] file, DecodeLimits? limits = null) => Read(new MemoryStream(file), limits);

    private static List<LogEvent> Read(Stream stream, DecodeLimits? limits = null)
    {
        var names = new FieldNames();
        var batch = new EventBatch(names);
        var reader = new EventReader(stream, EvtxFormat.Description, names, limits ?? DecodeLimits.Default);
        var events = new List<LogEvent>();
        while (reader.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++) events.Add(Copy(batch[i]));
        }

        return events;
    }

    public static IEnumerable<LogEvent> Good(this IEnumerable<LogEvent> events) => events.Where(e => e.Unparsed is null);

    public static int CountOf(this IEnumerable<LogEvent> events, string reason) => events.Count(e => e.Unparsed == reason);

    private static LogEvent Copy(EventView view)
    {
        var fields = new List<Field>();
        for (var i = 0; i < view.FieldCount; i++)
            fields.Add(new Field(view.FieldName(i), Encoding.UTF8.GetString(view.Value(i)), view.Kind(i)));
        return new LogEvent(view.SourceOffset, view.UnparsedReason, view.Raw.ToArray(), fields);
    }
}
