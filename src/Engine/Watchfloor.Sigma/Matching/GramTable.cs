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
    private readonly int[] _heads;
    private readonly GramEntry[] _entries;

    /// <param name="witnesses">The atoms whose literals are looked for.</param>
    /// <param name="atoms">The set's atoms.</param>
    /// <param name="gramBytes">The length of the grams.</param>
    public GramTable(List<int> witnesses, Atom[] atoms, int gramBytes)
    {
        _gramBytes = gramBytes;
        _mask = uint.MaxValue >> (8 * (4 - gramBytes));
        // 32 bits of filter for each text: about one false look-up in 30 bytes of unrelated text, at most.
        var bits = Math.Clamp(32 - System.Numerics.BitOperations.LeadingZeroCount((uint)witnesses.Count * 32), 11, 19);
        _shift = 32 - bits;
        _filter = new uint[1 << (bits - 5)];
        _heads = new int[_filter.Length];
        _entries = new GramEntry[witnesses.Count + 1]; // the first stays empty and ends every chain
        for (var i = witnesses.Count; i > 0; i--)
        {
            var literal = atoms[witnesses[i - 1]].Literal!;
            var gram = Gram(literal.Bytes.AsSpan(literal.GramAt));
            var bit = (gram * Mix) >> _shift;
            _filter[bit >> 5] |= 1u << (int)(bit & 31);
            ref var head = ref _heads[bit >> 5];
            _entries[i] = new GramEntry(gram, head, witnesses[i - 1], literal);
            head = i;
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
        for (var next = _heads[((gram * Mix) >> _shift) >> 5]; next != 0; next = _entries[next].Next)
        {
            if (_entries[next].Gram != gram) continue;
            var (atom, literal) = (_entries[next].Atom, _entries[next].Literal);
            if (!literal.IsWhole)
            {
                matcher.Probable(atom);
                continue;
            }

            var start = at - literal.GramAt;
            if (start >= 0 && start + literal.Bytes.Length <= value.Length && IsAt(value.Slice(start, literal.Bytes.Length), literal.Bytes)) matcher.Certain(atom);
        }
    }

    private static bool IsAt(ReadOnlySpan<byte> value, byte[] literal) =>
        System.Text.Ascii.EqualsIgnoreCase(value, literal) || (!System.Text.Ascii.IsValid(literal) && FoldedText.Equals(value, literal));

    private uint Gram(ReadOnlySpan<byte> bytes)
    {
        uint gram = 0;
        for (var i = 0; i < _gramBytes; i++) gram |= (bytes[i] | 0x20u) << (8 * i);
        return gram;
    }

    /// <param name="Gram">The gram that stands for the text.</param>
    /// <param name="Next">The next entry in the same place of the filter.</param>
    /// <param name="Atom">The atom to report.</param>
    /// <param name="Literal">The text.</param>
    private readonly record struct GramEntry(uint Gram, int Next, int Atom, IndexLiteral Literal);
}
