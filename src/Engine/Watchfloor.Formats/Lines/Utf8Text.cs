using System.Text;
using System.Text.Unicode;
using Watchfloor.Events;

namespace Watchfloor.Formats.Lines;

/// <summary>Makes text valid UTF-8: each damaged sequence becomes U+FFFD.</summary>
internal static class Utf8Text
{
    /// <summary>Valid text is left where it stands; damaged text is copied behind the arena's end and mended there.</summary>
    /// <param name="batch">The batch whose arena holds the text.</param>
    /// <param name="start">Where the text begins in the arena.</param>
    /// <param name="text">The text.</param>
    /// <param name="valid">The same text, valid.</param>
    /// <returns>Where <paramref name="valid"/> begins in the arena.</returns>
    public static int Repair(EventBatch batch, int start, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> valid)
    {
        valid = text;
        if (Utf8.IsValid(text)) return start;
        var repaired = Append(batch, text, out var length);
        valid = batch.Arena.Slice(repaired, length);
        return repaired;
    }

    /// <summary>Copies text behind the arena's end, mended where it is damaged.</summary>
    /// <param name="batch">The batch whose arena is appended to.</param>
    /// <param name="text">The text; it may stand in the arena.</param>
    /// <param name="length">How many bytes the copy has.</param>
    /// <returns>Where the copy begins in the arena.</returns>
    public static int Append(EventBatch batch, ReadOnlySpan<byte> text, out int length)
    {
        // U+FFFD takes three bytes, and every damaged sequence has at least one.
        var room = batch.Reserve(text.Length * 3);
        length = 0;
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            if (status != System.Buffers.OperationStatus.Done) rune = Rune.ReplacementChar;
            length += rune.EncodeToUtf8(room[length..]);
            text = text[consumed..];
        }

        return batch.Commit(length);
    }
}
