using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Finds many texts inside a value, ignoring case. Each text is represented by its most telling gram, four bytes or three; a bit
/// filter that fits the first-level cache says at once that the bytes of the value are none of them, which is nearly always.
/// </summary>
internal sealed class GramTable
{
    private const uint Lower = 0x2020_2020;
    private const uint Mix = 0x9E37_79B1;

    private readonly uint[] _filter;
    private readonly int _shift;
    private readonly int _gramBytes;
    private readonly uint _mask;
    private readonly Dictionary<uint, GramEntry[]> _entries;

    public GramTable(List<IndexEntry> entries, int gramBytes)
    {
        _gramBytes = gramBytes;
        _mask = uint.MaxValue >> (8 * (4 - gramBytes));
        // 32 bits of filter for each text: about one false look-up in 30 bytes of unrelated text, at most.
        var bits = Math.Clamp(32 - System.Numerics.BitOperations.LeadingZeroCount((uint)entries.Count * 32), 11, 19);
        _shift = 32 - bits;
        _filter = new uint[1 << (bits - 5)];
        _entries = entries.Select(ToGram).GroupBy(g => g.Gram).ToDictionary(g => g.Key, g => g.Select(e => e.Entry).ToArray());
        foreach (var gram in _entries.Keys)
        {
            var bit = (gram * Mix) >> _shift;
            _filter[bit >> 5] |= 1u << (int)(bit & 31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        ref var text = ref MemoryMarshal.GetReference(value);
        ref var filter = ref MemoryMarshal.GetArrayDataReference(_filter);
        var shift = _shift;
        var mask = _mask;
        // Four bytes are read at a time; a three-byte gram at the very end is looked at separately.
        var last = value.Length - 4;
        for (var at = 0; at <= last; at++)
        {
            var gram = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at)) | Lower) & mask;
            var bit = (gram * Mix) >> shift;
            if (((Unsafe.Add(ref filter, (nint)(bit >> 5)) >> (int)(bit & 31)) & 1) != 0) Look(value, at, gram, matcher);
        }

        if (_gramBytes == 3 && value.Length >= 3) Look(value, value.Length - 3, Gram(value[^3..]), matcher);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Look(ReadOnlySpan<byte> value, int at, uint gram, Matcher matcher)
    {
        if (!_entries.TryGetValue(gram, out var entries)) return;
        foreach (var entry in entries)
        {
            if (!entry.IsWhole)
            {
                matcher.Probable(entry.Atom);
                continue;
            }

            var start = at - entry.Offset;
            if (start >= 0 && start + entry.Literal.Length <= value.Length && IsAt(value.Slice(start, entry.Literal.Length), entry.Literal)) matcher.Certain(entry.Atom);
        }
    }

    private static bool IsAt(ReadOnlySpan<byte> value, byte[] literal) =>
        System.Text.Ascii.EqualsIgnoreCase(value, literal) || (!System.Text.Ascii.IsValid(literal) && FoldedText.Equals(value, literal));

    private (uint Gram, GramEntry Entry) ToGram(IndexEntry entry)
    {
        int best = 0;
        var telling = double.MinValue;
        for (var at = 0; at + _gramBytes <= entry.Literal.Length; at++)
        {
            var score = LogText.Telling(entry.Literal.AsSpan(at, _gramBytes));
            if (score <= telling) continue;
            telling = score;
            best = at;
        }

        return (Gram(entry.Literal.AsSpan(best)), new GramEntry(entry.Atom, entry.Literal, best, entry.IsWhole));
    }

    private uint Gram(ReadOnlySpan<byte> bytes)
    {
        uint gram = 0;
        for (var i = 0; i < _gramBytes; i++) gram |= (bytes[i] | 0x20u) << (8 * i);
        return gram;
    }

    private readonly record struct GramEntry(int Atom, byte[] Literal, int Offset, bool IsWhole);
}
