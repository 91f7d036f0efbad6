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
            if (_entries.Count == most) return null;
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
}
