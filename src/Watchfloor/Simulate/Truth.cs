using System.Text.Json;

namespace Watchfloor.Simulate;

/// <summary>An event of a story, as the truth names it.</summary>
/// <param name="Story">The story.</param>
/// <param name="Order">The step's place in the story.</param>
/// <param name="Step">The step.</param>
/// <param name="Techniques">What it is, by ATT&amp;CK.</param>
/// <param name="Time">When it truly happened.</param>
/// <param name="File">The log's file name.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Length">How long it is.</param>
/// <param name="KnownBy">Values that stand in it, and all together in no other event.</param>
internal sealed record TrueEvent(string Story, int Order, string Step, IReadOnlyList<string> Techniques, DateTimeOffset Time, string File, long Offset, int Length, IReadOnlyList<string> KnownBy);

/// <summary>The truth of a simulation, to be looked up by place or by values.</summary>
internal sealed class Truth
{
    private readonly Dictionary<string, List<TrueEvent>> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TrueEvent>> _byValue = new(StringComparer.Ordinal);

    /// <summary>Every event of a story, in the order of their times.</summary>
    public required IReadOnlyList<TrueEvent> Events { get; init; }

    /// <summary>Reads a truth file.</summary>
    /// <exception cref="FormatException">The text is no truth.</exception>
    public static Truth Read(TextReader text)
    {
        var events = new List<TrueEvent>();
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            try
            {
                using var document = JsonDocument.Parse(line);
                var e = document.RootElement;
                events.Add(new TrueEvent(
                    e.GetProperty("story").GetString()!, e.GetProperty("order").GetInt32(), e.GetProperty("step").GetString()!,
                    [.. e.GetProperty("techniques").EnumerateArray().Select(t => t.GetString()!)], e.GetProperty("time").GetDateTimeOffset(),
                    e.GetProperty("file").GetString()!, e.GetProperty("offset").GetInt64(), e.GetProperty("length").GetInt32(),
                    [.. e.GetProperty("known_by").EnumerateArray().Select(v => v.GetString()!)]));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new FormatException($"line {number} is no line of a truth file: {e.Message}", e);
            }
        }

        var truth = new Truth { Events = events };
        foreach (var e in events)
        {
            Add(truth._byFile, e.File, e);
            // The last value is the most telling: a record's number, a message.
            if (e.KnownBy.Count > 0) Add(truth._byValue, e.KnownBy[^1], e);
        }

        foreach (var list in truth._byFile.Values) list.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return truth;
    }

    /// <summary>The event at a place of a file; null when what stands there belongs to no story.</summary>
    /// <param name="path">The file, wherever it lies now.</param>
    /// <param name="offset">Where a reader says that the event begins; a place within it counts too, as an audit event has several lines.</param>
    public TrueEvent? At(string path, long offset)
    {
        var name = path[(path.LastIndexOfAny(['/', '!']) + 1)..];
        if (!_byFile.TryGetValue(name, out var events)) return null;
        int low = 0, high = events.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (events[middle].Offset > offset) high = middle - 1;
            else if (events[middle].Offset + events[middle].Length <= offset) low = middle + 1;
            else return events[middle];
        }

        return null;
    }

    /// <summary>The event that has these values; null when it belongs to no story.</summary>
    public TrueEvent? With(IReadOnlySet<string> values)
    {
        foreach (var value in values)
            if (_byValue.TryGetValue(value, out var events) && events.Find(e => e.KnownBy.All(values.Contains)) is { } found)
                return found;
        return null;
    }

    private static void Add(Dictionary<string, List<TrueEvent>> to, string key, TrueEvent e)
    {
        if (!to.TryGetValue(key, out var list)) to[key] = list = [];
        list.Add(e);
    }
}
