namespace Watchfloor.Events.Catalog;

/// <summary>
/// Remembers the class for each set of answers. Reading takes no lock. Bounded: input that finds ever new sets empties the cache
/// when it is full, so that it costs time but neither memory nor the place of what comes often.
/// </summary>
internal sealed class ClassCache
{
    /// <summary>The greatest number of entries; ordinary logs have a few hundred.</summary>
    public const int MaxEntries = 4_096;

    private const uint Slots = MaxEntries * 2;

    private readonly Lock _gate = new();
    private Entry?[] _slots = new Entry?[Slots];
    private int _count;

    /// <summary>The class kept for these answers, or null. The answers themselves are compared, not only their hash.</summary>
    public EventClass? Find(ReadOnlySpan<ulong> answers)
    {
        var slots = Volatile.Read(ref _slots);
        for (var i = Hash(answers) % Slots; ; i = (i + 1) % Slots)
        {
            var entry = Volatile.Read(ref slots[i]);
            if (entry is null) return null;
            if (answers.SequenceEqual(entry.Answers)) return entry.Class;
        }
    }

    /// <summary>Keeps the class for these answers.</summary>
    public void Keep(ReadOnlySpan<ulong> answers, EventClass @class)
    {
        var entry = new Entry(answers.ToArray(), @class);
        lock (_gate)
        {
            if (_count == MaxEntries)
            {
                Volatile.Write(ref _slots, new Entry?[Slots]);
                _count = 0;
            }

            var i = Hash(answers) % Slots;
            for (; _slots[i] is { } known; i = (i + 1) % Slots)
                if (answers.SequenceEqual(known.Answers))
                    return;
            Volatile.Write(ref _slots[i], entry);
            _count++;
        }
    }

    private static uint Hash(ReadOnlySpan<ulong> answers)
    {
        var hash = 0xCBF2_9CE4_8422_2325UL;
        foreach (var word in answers) hash = (hash ^ word ^ (hash >> 29)) * 0x9E37_79B9_7F4A_7C15UL;
        return (uint)(hash >> 32) ^ (uint)hash;
    }

    private sealed record Entry(ulong[] Answers, EventClass Class);
}
