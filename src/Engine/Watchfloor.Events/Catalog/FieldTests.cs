using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Watchfloor.Events.Catalog;

/// <summary>
/// Every question that log-source rules ask about one field, numbered. Answers are bits, so that the outcome for a value, not the
/// value, is what the cache of classes is keyed by: a field with a million values still has few outcomes.
/// </summary>
internal sealed class FieldTests
{
    private readonly List<(byte[] Prefix, int Bit)> _prefixes = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.OrdinalIgnoreCase);
    private (byte[]? Value, int Bit)[] _table = [default];
    private int _longest;

    /// <summary>The bit that says the event has the field, or -1 when no rule asks.</summary>
    public int ExistsBit { get; set; } = -1;

    /// <summary>The bit for a value; <paramref name="next"/> when it is new.</summary>
    public int BitFor(string value, ref int next)
    {
        if (_known.TryGetValue(value, out var bit)) return bit;
        _known.Add(value, bit = next++);
        Rebuild();
        return bit;
    }

    /// <summary>The bit for a prefix; <paramref name="next"/> when it is new.</summary>
    public int BitForPrefix(string prefix, ref int next)
    {
        var bytes = Encoding.UTF8.GetBytes(prefix);
        foreach (var (known, bit) in _prefixes)
            if (Ascii.EqualsIgnoreCase(known, bytes))
                return bit;
        _prefixes.Add((bytes, next));
        return next++;
    }

    /// <summary>Sets the bits of every question that the value at this place answers with yes.</summary>
    public void Answer(EventView view, int place, Span<ulong> bits)
    {
        if (ExistsBit >= 0) Set(bits, ExistsBit);
        // Asking for a value may resolve its escapes, which costs; most fields are only asked whether they are there.
        if (_known.Count == 0 && _prefixes.Count == 0) return;
        var value = view.Value(place);
        if (value.Length <= _longest) AnswerEquals(value, bits);
        foreach (var (prefix, bit) in _prefixes)
            if (value.Length >= prefix.Length && Ascii.EqualsIgnoreCase(value[..prefix.Length], prefix))
                Set(bits, bit);
    }

    private void AnswerEquals(ReadOnlySpan<byte> value, Span<ulong> bits)
    {
        var mask = (uint)_table.Length - 1;
        for (var slot = Hash(value) & mask; _table[slot].Value is { } known; slot = (slot + 1) & mask)
        {
            if (!Ascii.EqualsIgnoreCase(value, known)) continue;
            Set(bits, _table[slot].Bit);
            return;
        }
    }

    private void Rebuild()
    {
        var size = 4;
        while (size < _known.Count * 2) size *= 2;
        _table = new (byte[]?, int)[size];
        foreach (var (value, bit) in _known)
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            _longest = Math.Max(_longest, bytes.Length);
            var slot = Hash(bytes) & (uint)(size - 1);
            while (_table[slot].Value is not null) slot = (slot + 1) & (uint)(size - 1);
            _table[slot] = (bytes, bit);
        }
    }

    /// <summary>
    /// The same for both cases of a letter, since bit 5 is all that tells them apart. The last eight bytes may overlap those before,
    /// which spares a loop over the rest.
    /// </summary>
    private static uint Hash(ReadOnlySpan<byte> value)
    {
        const ulong caseBits = 0x2020_2020_2020_2020;
        const ulong mix = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)value.Length * mix;
        if (value.Length >= 8)
        {
            for (var at = 0; at < value.Length - 8; at += 8)
                hash = (BitOperations.RotateLeft(hash, 23) ^ (BinaryPrimitives.ReadUInt64LittleEndian(value[at..]) | caseBits)) * mix;
            hash = (BitOperations.RotateLeft(hash, 23) ^ (BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]) | caseBits)) * mix;
        }
        else
        {
            foreach (var b in value) hash = (BitOperations.RotateLeft(hash, 23) ^ (b | 0x20u)) * mix;
        }

        return (uint)(hash >> 32);
    }

    private static void Set(Span<ulong> bits, int bit) => bits[bit >> 6] |= 1UL << bit;
}
