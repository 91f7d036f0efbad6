using Watchfloor.Events;

namespace Watchfloor.Platform.Store.Files;

/// <summary>Where rows of a batch go: a received day and a retention class; and what these rows bring to the file.</summary>
internal sealed class StoreTarget(DateOnly day, string retention)
{
    public DateOnly Day => day;

    public string Retention => retention;

    /// <summary>The least event time of the rows, in microseconds since 1970.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>The greatest.</summary>
    public long Greatest { get; private set; } = long.MinValue;

    /// <summary>The field names that occur.</summary>
    public NameSet Names { get; } = new();

    public void Cover(long time)
    {
        Least = Math.Min(Least, time);
        Greatest = Math.Max(Greatest, time);
    }
}

/// <summary>A set of field names, as a bit for each id of <see cref="FieldNames"/>.</summary>
internal sealed class NameSet
{
    private ulong[] _bits = [];

    public void Add(int id)
    {
        var word = id >> 6;
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        _bits[word] |= 1ul << id;
    }

    public bool Contains(int id) => id >> 6 is var word && word < _bits.Length && (_bits[word] & (1ul << id)) != 0;

    /// <summary>The ids in order.</summary>
    public IEnumerable<int> Ids()
    {
        for (var word = 0; word < _bits.Length; word++)
            for (var bits = _bits[word]; bits != 0; bits &= bits - 1)
                yield return (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
    }
}
