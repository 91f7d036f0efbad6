using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Watchfloor.Events.Text;

/// <summary>
/// Comparison of UTF-8 text ignoring case, without copies. Letters are compared by their simple upper-case form (Unicode simple case
/// mapping, one scalar value to one); an ASCII letter equals ASCII letters only, so that <c>K</c> is not the Kelvin sign.
/// A byte that is not UTF-8 equals itself.
/// </summary>
public static class FoldedText
{
    /// <summary>True when both texts are the same, ignoring case.</summary>
    public static bool Equals(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) =>
        (text.Length == other.Length && Ascii.EqualsIgnoreCase(text, other))
        || (!Ascii.IsValid(other) && PrefixLength(text, other) == text.Length);

    /// <summary>True when <paramref name="text"/> begins with <paramref name="prefix"/>, ignoring case.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) => PrefixLength(text, prefix) >= 0;

    /// <summary>True when <paramref name="text"/> ends with <paramref name="suffix"/>, ignoring case.</summary>
    public static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> suffix)
    {
        if (text.Length >= suffix.Length && Ascii.EqualsIgnoreCase(text[^suffix.Length..], suffix)) return true;
        return !Ascii.IsValid(suffix) && SuffixLength(text, suffix) >= 0;
    }

    /// <summary>True when <paramref name="text"/> holds <paramref name="part"/> anywhere, ignoring case.</summary>
    public static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => IndexOf(text, part, out _) >= 0;

    /// <summary>Where <paramref name="part"/> first stands in <paramref name="text"/>, ignoring case, or -1.</summary>
    /// <param name="text">The text to search.</param>
    /// <param name="part">What to look for.</param>
    /// <param name="length">How many bytes it takes there; another case may take more or fewer.</param>
    public static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part, out int length)
    {
        length = part.Length;
        if (part.IsEmpty) return 0;
        if (Ascii.IsValid(part)) return IndexOfAscii(text, part);
        if (Ascii.IsValid(text)) return -1; // a character outside ASCII equals none inside it
        for (var at = 0; at < text.Length;)
        {
            length = PrefixLength(text[at..], part);
            if (length >= 0) return at;
            Rune.DecodeFromUtf8(text[at..], out _, out var width);
            at += width;
        }

        return -1;
    }

    /// <summary>How many bytes of <paramref name="text"/> are <paramref name="prefix"/> in some case, or -1.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix)) return prefix.Length;
        int t = 0, p = 0;
        while (p < prefix.Length)
        {
            if (t >= text.Length || !Same(text[t..], prefix[p..], out var textWidth, out var prefixWidth)) return -1;
            t += textWidth;
            p += prefixWidth;
        }

        return t;
    }

    private static int SuffixLength(ReadOnlySpan<byte> text, ReadOnlySpan<byte> suffix)
    {
        int t = text.Length, s = suffix.Length;
        while (s > 0)
        {
            if (t <= 0) return -1;
            int textWidth = LastWidth(text[..t]), suffixWidth = LastWidth(suffix[..s]);
            if (!Same(text[(t - textWidth)..t], suffix[(s - suffixWidth)..s], out _, out _)) return -1;
            t -= textWidth;
            s -= suffixWidth;
        }

        return text.Length - t;
    }

    private static int LastWidth(ReadOnlySpan<byte> text)
    {
        Rune.DecodeLastFromUtf8(text, out _, out var width);
        return width;
    }

    private static bool Same(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other, out int textWidth, out int otherWidth)
    {
        var first = Rune.DecodeFromUtf8(text, out var a, out textWidth);
        var second = Rune.DecodeFromUtf8(other, out var b, out otherWidth);
        if (first != second) return false;
        if (first != System.Buffers.OperationStatus.Done) return text[..textWidth].SequenceEqual(other[..otherWidth]);
        if (a == b) return true;
        if (a.IsAscii != b.IsAscii) return false;
        return Rune.ToUpperInvariant(a) == Rune.ToUpperInvariant(b);
    }

    /// <summary>
    /// Looks for two bytes of the part at their distance, 32 places at a time, and compares only where both stand.
    /// Setting bit 5 makes letters lower-case and merges a few other bytes; the comparison sorts those out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // vector code is not compiled ahead of time; it must not start slow
    private static int IndexOfAscii(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var last = text.Length - part.Length;
        if (last < 0) return -1;
        ref var start = ref MemoryMarshal.GetReference(text);
        var far = part.Length - 1;
        var at = 0;
        if (Vector256.IsHardwareAccelerated && last + 1 >= Vector256<byte>.Count)
        {
            var bit = Vector256.Create((byte)0x20);
            var first = Vector256.Create((byte)(part[0] | 0x20));
            var second = Vector256.Create((byte)(part[far] | 0x20));
            while (true)
            {
                var hits = (Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)at) | bit, first)
                    & Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)(at + far)) | bit, second)).ExtractMostSignificantBits();
                for (; hits != 0; hits &= hits - 1)
                {
                    var place = at + System.Numerics.BitOperations.TrailingZeroCount(hits);
                    if (IsAt(text, place, part)) return place;
                }

                if (at + Vector256<byte>.Count > last) return -1;
                // The last block overlaps the one before it; what it finds twice was no match the first time.
                at = Math.Min(at + Vector256<byte>.Count, last + 1 - Vector256<byte>.Count);
            }
        }

        var head = (byte)(part[0] | 0x20);
        for (; at <= last; at++)
            if ((Unsafe.Add(ref start, at) | 0x20) == head && IsAt(text, at, part))
                return at;
        return -1;
    }

    private static bool IsAt(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> part) => Ascii.EqualsIgnoreCase(text.Slice(at, part.Length), part);
}
