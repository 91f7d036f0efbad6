namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Witnesses by a key of 64 bits. Plain arrays: a program makes hundreds of these tables while it starts, and arrays need no code
/// that is compiled first. Immutable.
/// </summary>
internal sealed class WitnessTable
{
    private const ulong Mix = 0x9E37_79B9_7F4A_7C15;

    private readonly Entry[] _entries;
    private readonly int[] _heads;
    private readonly int _shift;

    /// <param name="keys">A key for each atom; equal ones are found together.</param>
    /// <param name="atoms">The witnesses.</param>
    public WitnessTable(ulong[] keys, List<int> atoms)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)atoms.Count);
        _shift = 64 - bits;
        _heads = new int[1 << bits];
        _entries = new Entry[atoms.Count + 1]; // the first stays empty and ends every chain
        // Chains are built from their ends, so that witnesses are reported in the order given.
        for (var i = atoms.Count; i > 0; i--)
        {
            ref var head = ref _heads[(int)((keys[i - 1] * Mix) >> _shift)];
            _entries[i] = new Entry(keys[i - 1], atoms[i - 1], head);
            head = i;
        }
    }

    /// <summary>Reports the witnesses of a key.</summary>
    public void Report(ulong key, Matcher matcher)
    {
        for (var at = _heads[(int)((key * Mix) >> _shift)]; at != 0; at = _entries[at].Next)
            if (_entries[at].Key == key)
                matcher.Probable(_entries[at].Atom);
    }

    private readonly record struct Entry(ulong Key, int Atom, int Next);
}
