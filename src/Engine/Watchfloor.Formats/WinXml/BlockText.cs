using System.Text;
using Watchfloor.Events;

namespace Watchfloor.Formats.WinXml;

/// <summary>The text of a block as UTF-8, and the way back from places in it to places in the stream.</summary>
internal ref struct BlockText
{
    private readonly bool _isWide;
    private int _seen;
    private int _seenUnits;

    /// <summary>Takes the batch's input: UTF-8 as it stands, UTF-16 transcoded behind the arena's end.</summary>
    /// <param name="batch">Holds the input.</param>
    /// <param name="utf16">The encoding when it is UTF-16, or null.</param>
    public BlockText(EventBatch batch, Encoding? utf16)
    {
        _isWide = utf16 is not null;
        var input = batch.Input;
        if (utf16 is not null)
        {
            var chars = utf16.GetChars(input[..^(input.Length % 2)].ToArray());
            // Half a character of two units waits for its other half.
            var whole = chars.Length > 0 && char.IsHighSurrogate(chars[^1]) ? chars.AsSpan(..^1) : chars;
            var room = batch.Reserve(Encoding.UTF8.GetMaxByteCount(whole.Length));
            var length = Encoding.UTF8.GetBytes(whole, room);
            Start = batch.Commit(length);
            Text = batch.Arena.Slice(Start, length);
        }
        else Text = input;
    }

    /// <summary>Where the text begins in the arena.</summary>
    public int Start { get; }

    /// <summary>The text; readable whatever is appended to the arena.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>How many bytes of the input stand before a place in the text. Places must not go back.</summary>
    public int InputBytes(int place)
    {
        if (!_isWide) return place;
        _seenUnits += Encoding.UTF8.GetCharCount(Text[_seen..place]);
        _seen = place;
        return _seenUnits * 2;
    }
}
