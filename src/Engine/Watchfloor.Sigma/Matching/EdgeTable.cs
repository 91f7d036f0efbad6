using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Watchfloor.Sigma.Matching;

/// <summary>Values that begin, or end, with one of many texts, ignoring case: a look-up of up to eight bytes for each length in use.</summary>
internal sealed class EdgeTable
{
    private const int MaxLength = 8;
    private const ulong Lower = 0x2020_2020_2020_2020;
    private readonly bool _atEnd;
    private readonly int[] _lengths;
    private readonly WitnessTable _witnesses;

    public EdgeTable(List<int> witnesses, Atom[] atoms, bool atEnd)
    {
        _atEnd = atEnd;
        var used = new bool[MaxLength + 1];
        var keys = new ulong[witnesses.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var text = atoms[witnesses[i]].Literal!.Bytes;
            var length = Math.Min(text.Length, MaxLength);
            used[length] = true;
            keys[i] = Key(text, length);
        }

        var lengths = new List<int>();
        for (var length = 0; length <= MaxLength; length++)
            if (used[length])
                lengths.Add(length);
        _lengths = [.. lengths];
        _witnesses = new WitnessTable(keys, witnesses);
    }

    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        foreach (var length in _lengths)
        {
            if (length > value.Length) return;
            _witnesses.Report(Key(value, length), matcher);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Key(ReadOnlySpan<byte> value, int length)
    {
        var edge = _atEnd ? value[^length..] : value[..length];
        if (length == MaxLength) return MemoryMarshal.Read<ulong>(edge) | Lower;
        // The length goes with the bytes, so that a text and the same text with a zero before it differ.
        var key = (ulong)length;
        foreach (var b in edge) key = (key << 8) | b | 0x20u;
        return key;
    }
}
