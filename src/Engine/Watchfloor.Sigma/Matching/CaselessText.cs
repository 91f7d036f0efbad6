using System.Text;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// Parts of a text that have the same bytes in every case, but for ASCII letters, which the indexes fold themselves: symbols, dashes,
/// emoji. Letters outside ASCII may change their bytes with their case and end a stretch, as do bytes that are not UTF-8.
/// </summary>
internal static class CaselessText
{
    public static IEnumerable<byte[]> Stretches(byte[] text)
    {
        if (Ascii.IsValid(text)) return [text];
        var stretches = new List<byte[]>();
        int from = 0, at = 0;
        while (at < text.Length)
        {
            var status = Rune.DecodeFromUtf8(text.AsSpan(at), out var rune, out var width);
            var isStable = status == System.Buffers.OperationStatus.Done
                && (rune.IsAscii || (!Rune.IsLetter(rune) && Rune.ToUpperInvariant(rune) == rune && Rune.ToLowerInvariant(rune) == rune));
            if (!isStable)
            {
                if (at > from) stretches.Add(text[from..at]);
                from = at + width;
            }

            at += width;
        }

        if (at > from) stretches.Add(text[from..at]);
        return stretches;
    }
}
