using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Watchfloor.Events;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Says in one vectorised pass over a record's raw text that none of the keywords can be in any of its values. Keywords look at
/// everything, so without it one keyword rule would cost more than all others.
/// </summary>
/// <remarks>
/// Three bytes of each keyword are looked for at once, 32 places at a time: for each of the three, two tables by half-byte tell which
/// of eight groups of keywords may have that byte there.
/// </remarks>
internal sealed class RecordFilter
{
    private const int Bytes = 3;
    private const int MaxKeywords = 96;
    private const int GramBits = 1 << 14;

    private readonly Vector256<byte>[] _low = new Vector256<byte>[Bytes];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[Bytes];
    private readonly ulong[] _grams = new ulong[GramBits / 64];

    private RecordFilter(List<uint> grams)
    {
        grams.Sort();
        var low = new byte[Bytes, 16];
        var high = new byte[Bytes, 16];
        var group = 0;
        foreach (var gram in grams)
        {
            _grams[Bit(gram) / 64] |= 1UL << (Bit(gram) % 64);
            var bit = (byte)(1 << (group++ & 7));
            for (var i = 0; i < Bytes; i++)
            {
                var b = (byte)(gram >> (8 * i));
                low[i, b & 15] |= bit;
                high[i, b >> 4] |= bit;
            }
        }

        for (var i = 0; i < Bytes; i++)
        {
            _low[i] = Table(low, i);
            _high[i] = Table(high, i);
        }
    }

    /// <summary>A filter for these atoms, or null when one of them cannot be found in raw text or there are too many to be worth it.</summary>
    public static RecordFilter? For(List<int> keywords, Atom[] atoms)
    {
        if (!Avx2.IsSupported) return null;
        var grams = new List<uint>();
        foreach (var keyword in keywords)
        {
            var literal = atoms[keyword].Literal!;
            if (literal.Kind != IndexKind.Contain || Telling(literal.Bytes) is not { } gram) return null;
            if (!grams.Contains(gram)) grams.Add(gram);
            if (grams.Count > MaxKeywords) return null;
        }

        return grams.Count > 0 ? new RecordFilter(grams) : null;
    }

    /// <summary>False when no keyword can be in the event's values.</summary>
    public bool MayHold(EventView view)
    {
        var raw = view.Raw;
        // Escapes such as \u0041 may hide letters; then only the values themselves can tell.
        return view.RawForm != RawForm.Json || MayHold(raw) || raw.IndexOf("\\u00"u8) >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // vector code is not compiled ahead of time; it must not start slow
    private bool MayHold(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var half = Vector256.Create((byte)0x0F);
        var fold = Vector256.Create((byte)0x20);
        Vector256<byte> low0 = _low[0], low1 = _low[1], low2 = _low[2], high0 = _high[0], high1 = _high[1], high2 = _high[2];
        var last = text.Length - Vector256<byte>.Count - (Bytes - 1);
        var at = 0;
        for (; at <= last; at += Vector256<byte>.Count)
        {
            var b0 = Vector256.LoadUnsafe(ref start, (nuint)at) | fold;
            var b1 = Vector256.LoadUnsafe(ref start, (nuint)(at + 1)) | fold;
            var b2 = Vector256.LoadUnsafe(ref start, (nuint)(at + 2)) | fold;
            var groups = Avx2.Shuffle(low0, b0 & half) & Avx2.Shuffle(high0, High(b0))
                & Avx2.Shuffle(low1, b1 & half) & Avx2.Shuffle(high1, High(b1))
                & Avx2.Shuffle(low2, b2 & half) & Avx2.Shuffle(high2, High(b2));
            if (groups == Vector256<byte>.Zero) continue;
            var places = ~Vector256.Equals(groups, Vector256<byte>.Zero).ExtractMostSignificantBits();
            for (; places != 0; places &= places - 1)
                if (IsGram(text[(at + System.Numerics.BitOperations.TrailingZeroCount(places))..]))
                    return true;
        }

        for (; at + Bytes <= text.Length; at++)
            if (IsGram(text[at..]))
                return true;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> High(Vector256<byte> bytes) => (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)0x0F);

    /// <summary>True of the keywords' bytes and, perhaps, of a few others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsGram(ReadOnlySpan<byte> text)
    {
        var bit = Bit(Gram(text));
        return ((_grams[bit / 64] >> (bit % 64)) & 1) != 0;
    }

    private static int Bit(uint gram) => (int)((gram * 0x9E37_79B1u) >> 18);

    private static uint Gram(ReadOnlySpan<byte> text) => (text[0] | 0x20u) | ((text[1] | 0x20u) << 8) | ((text[2] | 0x20u) << 16);

    /// <summary>The most telling three bytes that JSON never escapes, or null.</summary>
    private static uint? Telling(byte[] keyword)
    {
        uint? best = null;
        var telling = double.MinValue;
        for (var at = 0; at + Bytes <= keyword.Length; at++)
        {
            var bytes = keyword.AsSpan(at, Bytes);
            if (bytes.ContainsAnyExcept(NeverEscaped)) continue;
            var score = LogText.Telling(bytes);
            if (score <= telling) continue;
            telling = score;
            best = Gram(bytes);
        }

        return best;
    }

    private static readonly System.Buffers.SearchValues<byte> NeverEscaped =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.:;,!#$%()*=?@[]{}|~^"u8);

    private static Vector256<byte> Table(byte[,] halves, int row)
    {
        Span<byte> table = stackalloc byte[32];
        for (var i = 0; i < 16; i++) table[i] = table[i + 16] = halves[row, i];
        return Vector256.Create<byte>(table);
    }
}
