using System.Buffers;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.KeyValue;

/// <summary>
/// Walks <c>key=value</c> pairs and the words between them. Pairs stand apart by spaces, tabs, commas or semicolons. A value in
/// <c>"</c> or <c>'</c> ends at the same quote when a separator or the line's end follows; a value without quotes ends at white
/// space, or at a comma or semicolon that another pair or the line's end follows.
/// </summary>
internal ref struct KeyValueScanner(ReadOnlySpan<byte> line)
{
    private const int MaxKey = 128;

    private static readonly SearchValues<byte> KeyBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]:/@%"u8);

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t"u8);
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t,;"u8);
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>No closing <c>"</c>, or no closing <c>'</c>, stands further on: looked for once, not at every value.</summary>
    private bool _noDouble, _noSingle;

    /// <summary>The key; empty for a word that is no pair.</summary>
    public TextRange Key { get; private set; }

    /// <summary>The value without its quotes, or the word.</summary>
    public TextRange Value { get; private set; }

    /// <summary>The quote around the value, 0 when there is none.</summary>
    public byte Quote { get; private set; }

    /// <summary>Goes to the next pair or word.</summary>
    public bool MoveNext()
    {
        while (_at < _line.Length && Separators.Contains(_line[_at])) _at++;
        if (_at == _line.Length) return false;
        Quote = 0;
        var key = KeyLength(_line[_at..]);
        Key = new TextRange(_at, key);
        if (key > 0) _at += key + 1;
        if (key > 0 && QuotedLength() is >= 0 and var quoted)
        {
            Quote = _line[_at];
            Value = new TextRange(_at + 1, quoted);
            _at += quoted + 2;
        }
        else
        {
            Value = new TextRange(_at, PlainLength(_line[_at..]));
            _at += Value.Length;
        }

        return true;
    }

    private static int KeyLength(ReadOnlySpan<byte> text)
    {
        var length = text[..Math.Min(text.Length, MaxKey + 1)].IndexOfAnyExcept(KeyBytes);
        return length > 0 && text[length] == '=' ? length : 0;
    }

    /// <summary>What stands between quotes that open here, or -1: no quote opens, or none that closes is followed by a separator or the end.</summary>
    private int QuotedLength()
    {
        var text = _line[_at..];
        if (text.IsEmpty) return -1;
        var quote = text[0];
        if (quote == '"' ? _noDouble : quote != '\'' || _noSingle) return -1;
        var escapedQuotes = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == quote && EndsHere(text[(at + 1)..])) return at - 1;
            if (text[at] != '\\' || at + 1 == text.Length) continue;
            var next = text[at + 1];
            if (next != quote && next != '\\') continue;
            // Most writers leave backslashes alone: "C:\dir\" ends there, though \" looks escaped, when no escaped quote is open
            // and the line ends or another pair begins.
            if (next == quote && escapedQuotes % 2 == 0 && PairOrEndFollows(text[(at + 2)..])) continue;
            if (next == quote) escapedQuotes++;
            at++;
        }

        if (quote == '"') _noDouble = true;
        else _noSingle = true;
        return -1;
    }

    private static bool EndsHere(ReadOnlySpan<byte> behind) => behind.IsEmpty || Separators.Contains(behind[0]);

    private static bool PairOrEndFollows(ReadOnlySpan<byte> behind) =>
        behind.IsEmpty || (Separators.Contains(behind[0]) && KeyLength(behind[1..]) > 0);

    private static int PlainLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (WhiteSpace.Contains(c)) return at;
            if (c is not ((byte)',' or (byte)';')) continue;
            var rest = text[(at + 1)..].TrimStart(" \t"u8);
            if (rest.IsEmpty || WhiteSpace.Contains(text[at + 1]) || KeyLength(rest) > 0) return at;
        }

        return text.Length;
    }
}
