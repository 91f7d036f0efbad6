using System.Text.Unicode;
using Watchfloor.Events;

namespace Watchfloor.Formats.Lines;

/// <summary>Resolves <c>\xHH</c>, by which logs write bytes that would break their lines.</summary>
internal static class HexEscapes
{
    /// <summary>Appends what the text stands for to the arena. Bytes that are then no UTF-8 become U+FFFD.</summary>
    /// <param name="batch">The batch whose arena is appended to.</param>
    /// <param name="escaped">The text as written.</param>
    /// <param name="others">What may follow a backslash besides <c>xHH</c>.</param>
    /// <param name="meanings">What each of <paramref name="others"/> stands for. Before anything else a backslash is itself.</param>
    /// <returns>Where the result stands in the arena.</returns>
    public static TextRange Append(EventBatch batch, ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> others, ReadOnlySpan<byte> meanings)
    {
        var room = batch.Reserve(escaped.Length);
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var c = escaped[i];
            if (c == '\\' && i + 1 < escaped.Length)
            {
                if (escaped[i + 1] == 'x' && TryHex(escaped[(i + 2)..], out var code))
                {
                    c = code;
                    i += 3;
                }
                else if (others.IndexOf(escaped[i + 1]) is >= 0 and var which)
                {
                    c = meanings[which];
                    i++;
                }
            }

            room[length++] = c;
        }

        var start = batch.Commit(length);
        var text = batch.Arena.Slice(start, length);
        return Utf8.IsValid(text) ? new TextRange(start, length) : new TextRange(Utf8Text.Append(batch, text, out var mended), mended);
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out byte code)
    {
        code = 0;
        if (text.Length < 2 || !char.IsAsciiHexDigit((char)text[0]) || !char.IsAsciiHexDigit((char)text[1])) return false;
        code = Convert.FromHexString([(char)text[0], (char)text[1]])[0];
        return true;
    }
}
