using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary>How often each value occurs. Values are the same when they differ only in case, as everywhere in Sigma.</summary>
internal sealed class ValueTable(int most)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A value and how often it occurs.</summary>
    internal sealed class Entry(string value)
    {
        public string Value { get; } = value;

        public int Count { get; set; }

        /// <summary>Its place among the values, as far as <see cref="Save"/> was the last to write it.</summary>
        public int Place { get; set; }
    }

    /// <summary>How many different values there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The values, in the order they first came as long as none was removed.</summary>
    public IEnumerable<Entry> Entries => _entries.Values;

    /// <summary>Counts a value; null when it is one too many.</summary>
    public Entry? Add(ReadOnlySpan<char> value)
    {
        var lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(value, out var entry))
        {
            if (_entries.Count >= most) return null;
            var text = value.ToString();
            _entries.Add(text, entry = new Entry(text));
        }

        entry.Count++;
        return entry;
    }

    /// <summary>Counts a value one less and forgets it at zero.</summary>
    public void Remove(Entry entry)
    {
        if (--entry.Count == 0) _entries.Remove(entry.Value);
    }

    /// <summary>Forgets all values.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>Writes the values and how often they occur, and gives each its place.</summary>
    public void Save(StateWriter to)
    {
        to.Count(_entries.Count);
        foreach (var (place, entry) in _entries.Values.Index())
        {
            entry.Place = place;
            to.Text(entry.Value);
            to.Count(entry.Count);
        }
    }

    /// <summary>Takes in what was written, and answers the entries by their places.</summary>
    public List<Entry> Restore(ref StateReader from)
    {
        var restored = new List<Entry>();
        for (var left = from.Items(2); left > 0; left--)
        {
            var entry = new Entry(from.Text()) { Count = from.Place(int.MaxValue) };
            if (entry.Count == 0 || !_entries.TryAdd(entry.Value, entry)) throw from.Fault("a value occurs never, or stands twice");
            restored.Add(entry);
        }

        return restored;
    }
}
