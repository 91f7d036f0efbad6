using Watchfloor.Events;

namespace Watchfloor.Scan;

/// <summary>Counts of one file or archive member; threads that work on its blocks add to it.</summary>
internal sealed class InputStatistics(string file, string? format)
{
    private const int MaxReasons = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _reasons = [];
    private long _bytes;
    private long _events;
    private long _unparsed;
    private long _dropped;
    private long _carved;

    /// <summary>Adds a batch that was matched.</summary>
    public void Add(EventBatch batch, int unparsed, int carved)
    {
        lock (_gate)
        {
            _bytes += batch.InputLength;
            _events += batch.Count - unparsed;
            _unparsed += unparsed;
            _dropped += batch.DroppedFields;
            _carved += carved;
        }
    }

    /// <summary>Adds a reason for an unparsed record; the first offsets of the first few are kept.</summary>
    public void Unparsed(string reason, long offset)
    {
        lock (_gate)
        {
            if (_reasons.TryGetValue(reason, out var first)) _reasons[reason] = Math.Min(first, offset);
            else if (_reasons.Count < MaxReasons) _reasons.Add(reason, offset);
        }
    }

    public InputReport ToReport()
    {
        lock (_gate)
        {
            return new InputReport
            {
                File = file,
                Format = format,
                Bytes = _bytes,
                Events = _events,
                Unparsed = _unparsed,
                DroppedValues = _dropped,
                Carved = _carved,
                UnparsedReasons = _reasons.OrderBy(r => r.Value).Select(r => new UnparsedReason(r.Key, r.Value)).ToList(),
            };
        }
    }
}

/// <summary>What kinds of events one thread has seen.</summary>
internal sealed class ClassStatistics
{
    /// <summary>How many looks of events without a log source are counted each for itself.</summary>
    private const int MaxUnknown = 500;

    private readonly Dictionary<EventClass, long> _classes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _unknown = [];
    private long _otherUnknown;

    public IReadOnlyDictionary<EventClass, long> Classes => _classes;

    public void Add(EventView view, EventClass @class)
    {
        _classes[@class] = _classes.GetValueOrDefault(@class) + 1;
        if (!@class.IsUnknown || view.UnparsedReason is not null) return;
        var sample = Looks(view);
        if (_unknown.Count < MaxUnknown || _unknown.ContainsKey(sample)) _unknown[sample] = _unknown.GetValueOrDefault(sample) + 1;
        else _otherUnknown++;
    }

    /// <summary>What several threads have seen without a log source, most first; what found no room comes last, in one number.</summary>
    public static IReadOnlyList<Counted> MergeUnknown(IReadOnlyCollection<ClassStatistics> threads)
    {
        var looks = threads.SelectMany(t => t._unknown).GroupBy(u => u.Key, StringComparer.Ordinal)
            .Select(g => new Counted(g.Key, g.Sum(u => u.Value))).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        var others = threads.Sum(t => t._otherUnknown) + looks.Skip(MaxUnknown).Sum(c => c.Count);
        return others == 0 ? looks : [.. looks.Take(MaxUnknown), new Counted("of other looks", others)];
    }

    /// <summary>What an event of no known log source looks like: its format and first fields.</summary>
    private static string Looks(EventView view)
    {
        var names = new List<string>();
        for (var place = 0; place < view.FieldCount && names.Count < 4; place++)
            if (!names.Contains(view.FieldName(place)))
                names.Add(view.FieldName(place));
        return $"{view.Format}: {string.Join(", ", names)}{(view.FieldCount > names.Count ? ", …" : "")}";
    }
}
