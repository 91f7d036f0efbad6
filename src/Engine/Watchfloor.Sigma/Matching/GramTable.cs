using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Finds many texts inside a value, ignoring case. Each text is represented by its most telling four bytes; a bit filter that fits
/// the first-level cache says at once that four bytes of the value are none of them, which is nearly always.
/// </summary>
internal sealed class GramTable
{
    private const uint Lower = 0x2020_2020;
    private const uint Mix = 0x9E37_79B1;

    private readonly uint[] _filter;
    private readonly int _shift;
    private readonly Dictionary<uint, GramEntry[]> _entries;

    public GramTable(List<IndexEntry> entries)
    {
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

    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        var last = value.Length - IndexLiteral.GramBytes;
        if (last < 0) return;
        ref var text = ref MemoryMarshal.GetReference(value);
        ref var filter = ref MemoryMarshal.GetArrayDataReference(_filter);
        var shift = _shift;
        for (var at = 0; at <= last; at++)
        {
            var gram = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at)) | Lower;
            var bit = (gram * Mix) >> shift;
            if (((Unsafe.Add(ref filter, (nint)(bit >> 5)) >> (int)(bit & 31)) & 1) != 0) Look(value, at, gram, matcher);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Look(ReadOnlySpan<byte> value, int at, uint gram, Matcher matcher)
    {
        if (!_entries.TryGetValue(gram, out var entries)) return;
        foreach (var entry in entries)
        {
            var start = at - entry.Offset;
            if (start < 0 || start + entry.Literal.Length > value.Length
                || !System.Text.Ascii.EqualsIgnoreCase(value.Slice(start, entry.Literal.Length), entry.Literal)) continue;
            if (entry.IsWhole) matcher.Certain(entry.Atom);
            else matcher.Probable(entry.Atom);
        }
    }

    private static (uint Gram, GramEntry Entry) ToGram(IndexEntry entry)
    {
        int best = 0;
        var telling = double.MinValue;
        for (var at = 0; at + IndexLiteral.GramBytes <= entry.Literal.Length; at++)
        {
            var score = LogText.Telling(entry.Literal.AsSpan(at, IndexLiteral.GramBytes));
            if (score <= telling) continue;
            telling = score;
            best = at;
        }

        return (MemoryMarshal.Read<uint>(entry.Literal.AsSpan(best)) | Lower, new GramEntry(entry.Atom, entry.Literal, best, entry.IsWhole));
    }

    private readonly record struct GramEntry(int Atom, byte[] Literal, int Offset, bool IsWhole);
}
