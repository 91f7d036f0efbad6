using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// One pass over a field's value that finds every witness in it, whatever the number of rules: a table for whole values, one each
/// for beginnings and ends, and for texts inside a filter of four-byte grams that is read once per byte. Immutable.
/// </summary>
internal sealed class FieldIndex
{
    private readonly EdgeTable? _starts;
    private readonly EdgeTable? _ends;
    private readonly WholeTable? _wholes;
    private readonly GramTable? _grams;
    private readonly GramTable? _symbols;
    private readonly int[] _foreign;
    private readonly Dictionary<long, int[]>? _numbers;

    private FieldIndex(List<(int Atom, IndexLiteral Literal)> witnesses, IReadOnlyList<Atom> atoms, int[] presence)
    {
        Presence = presence;
        List<IndexEntry> Of(IndexKind kind) => witnesses.Where(w => w.Literal.Kind == kind)
            .Select(w => new IndexEntry(w.Atom, w.Literal.Bytes, w.Literal.IsWhole)).ToList();
        if (Of(IndexKind.Start) is { Count: > 0 } starts) _starts = new EdgeTable(starts, atEnd: false);
        if (Of(IndexKind.End) is { Count: > 0 } ends) _ends = new EdgeTable(ends, atEnd: true);
        if (Of(IndexKind.Equal) is { Count: > 0 } wholes) _wholes = new WholeTable(wholes);
        var insides = Of(IndexKind.Contain);
        if (insides.FindAll(e => System.Text.Ascii.IsValid(e.Literal)) is { Count: > 0 } grams) _grams = new GramTable(grams, IndexLiteral.GramBytes);
        if (insides.FindAll(e => !System.Text.Ascii.IsValid(e.Literal)) is { Count: > 0 } symbols) _symbols = new GramTable(symbols, IndexLiteral.SymbolBytes);
        _foreign = Of(IndexKind.Foreign).Select(e => e.Atom).ToArray();
        if (Of(IndexKind.Number) is { Count: > 0 } numbers)
            _numbers = numbers.GroupBy(n => NumberKey(System.Text.Encoding.ASCII.GetBytes(((NumberPredicate)atoms[n.Atom].Predicate).Text)))
                .ToDictionary(g => g.Key, g => g.Select(n => n.Atom).ToArray());
    }

    /// <summary>Rules, by their place in the plan, that are looked at whenever the field is there.</summary>
    public int[] Presence { get; }

    public static FieldIndex Build(List<int> witnesses, IReadOnlyList<Atom> atoms, int[] presence) =>
        new(witnesses.Select(a => (a, atoms[a].Literal!)).ToList(), atoms, presence);

    /// <summary>Reports each witness that the value has, perhaps more than once, and perhaps some that it has not.</summary>
    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        if (_numbers is not null && !value.IsEmpty && value[0] <= '9' && _numbers.TryGetValue(NumberKey(value), out var atoms))
            foreach (var atom in atoms)
                matcher.Probable(atom);
        _wholes?.Scan(value, matcher);
        _ends?.Scan(value, matcher);
        _starts?.Scan(value, matcher);
        _grams?.Scan(value, matcher);
        if ((_symbols is not null || _foreign.Length > 0) && !System.Text.Ascii.IsValid(value)) ScanForeign(value, matcher);
    }

    private void ScanForeign(ReadOnlySpan<byte> value, Matcher matcher)
    {
        _symbols?.Scan(value, matcher);
        foreach (var atom in _foreign) matcher.Probable(atom);
    }

    /// <summary>A key that is the same for all texts of the same number.</summary>
    private static long NumberKey(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 15)
        {
            long whole = 0;
            foreach (var c in text)
            {
                var digit = c - '0';
                if ((uint)digit > 9) return SlowNumberKey(text);
                whole = (whole * 10) + digit;
            }

            if (text.Length > 0) return BitConverter.DoubleToInt64Bits(whole);
        }

        return SlowNumberKey(text);
    }

    private static long SlowNumberKey(ReadOnlySpan<byte> text) =>
        // Adding zero makes -0 the same as 0. A text that is no number gets a key that no number has.
        Events.Text.TypedText.TryNumber(text, out var number) ? BitConverter.DoubleToInt64Bits(number + 0.0) : BitConverter.DoubleToInt64Bits(double.NaN);
}

/// <summary>A witness in an index: the atom and its literal.</summary>
internal readonly record struct IndexEntry(int Atom, byte[] Literal, bool IsWhole);

/// <summary>Values that are one of many texts, ignoring case.</summary>
internal sealed class WholeTable
{
    private readonly ulong _lengths;
    private readonly Dictionary<uint, IndexEntry[]> _entries;

    public WholeTable(List<IndexEntry> entries)
    {
        foreach (var entry in entries) _lengths |= 1UL << (entry.Literal.Length & 63);
        _entries = entries.GroupBy(e => Hash(e.Literal)).ToDictionary(g => g.Key, g => g.ToArray());
    }

    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        if (((_lengths >> (value.Length & 63)) & 1) == 0 || !_entries.TryGetValue(Hash(value), out var entries)) return;
        foreach (var entry in entries) matcher.Probable(entry.Atom);
    }

    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = (uint)value.Length * 0x9E37_79B1u;
        while (value.Length >= 4)
        {
            hash = (hash ^ (MemoryMarshal.Read<uint>(value) | 0x2020_2020)) * 0x85EB_CA6Bu;
            hash ^= hash >> 15;
            value = value[4..];
        }

        foreach (var b in value) hash = (hash ^ (b | 0x20u)) * 0x0100_0193u;
        return hash;
    }
}

/// <summary>Values that begin, or end, with one of many texts, ignoring case: a look-up of up to eight bytes for each length in use.</summary>
internal sealed class EdgeTable
{
    private const ulong Lower = 0x2020_2020_2020_2020;
    private readonly bool _atEnd;
    private readonly int[] _lengths;
    private readonly Dictionary<(ulong Key, int Length), IndexEntry[]> _entries;

    public EdgeTable(List<IndexEntry> entries, bool atEnd)
    {
        _atEnd = atEnd;
        _lengths = entries.Select(e => Math.Min(e.Literal.Length, 8)).Distinct().Order().ToArray();
        _entries = entries.GroupBy(e => (Key(e.Literal, Math.Min(e.Literal.Length, 8)), Math.Min(e.Literal.Length, 8))).ToDictionary(g => g.Key, g => g.ToArray());
    }

    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        foreach (var length in _lengths)
        {
            if (length > value.Length) return;
            if (!_entries.TryGetValue((Key(value, length), length), out var entries)) continue;
            foreach (var entry in entries) matcher.Probable(entry.Atom);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Key(ReadOnlySpan<byte> value, int length)
    {
        var edge = _atEnd ? value[^length..] : value[..length];
        if (length == 8) return MemoryMarshal.Read<ulong>(edge) | Lower;
        ulong key = 0;
        foreach (var b in edge) key = (key << 8) | b | 0x20u;
        return key;
    }
}
