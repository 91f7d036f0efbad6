using System.Runtime.InteropServices;

namespace Watchfloor.Sigma.Matching;

/// <summary>Values that are one of many texts, ignoring case.</summary>
internal sealed class WholeTable
{
    private readonly ulong _lengths;
    private readonly WitnessTable _witnesses;

    public WholeTable(List<int> witnesses, Atom[] atoms)
    {
        var keys = new ulong[witnesses.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var text = atoms[witnesses[i]].Literal!.Bytes;
            _lengths |= 1UL << (text.Length & 63);
            keys[i] = Hash(text);
        }

        _witnesses = new WitnessTable(keys, witnesses);
    }

    public void Scan(ReadOnlySpan<byte> value, Matcher matcher)
    {
        if (((_lengths >> (value.Length & 63)) & 1) != 0) _witnesses.Report(Hash(value), matcher);
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
