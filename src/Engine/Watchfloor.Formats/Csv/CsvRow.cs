using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Csv;

/// <summary>What ended a value.</summary>
internal enum CsvEnd
{
    /// <summary>A separator; another value follows.</summary>
    Value,

    /// <summary>The end of the row.</summary>
    Row,

    /// <summary>A quote that the text does not close.</summary>
    OpenQuote,

    /// <summary>Something other than a separator behind a closing quote.</summary>
    StrayText,
}

/// <summary>Walks the values of one row (RFC 4180 §2). A quote within a value that is not quoted is an ordinary character.</summary>
internal ref struct CsvRow(ReadOnlySpan<byte> text, byte separator)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Behind what has been read; after the last value, behind the row and its line end.</summary>
    public int At { get; private set; }

    /// <summary>Where the value stands, without its quotes.</summary>
    public TextRange Value { get; private set; }

    public bool IsQuoted { get; private set; }

    /// <summary>True when the value has doubled quotes, each of which stands for one.</summary>
    public bool HasQuotes { get; private set; }

    public CsvEnd Next()
    {
        HasQuotes = false;
        IsQuoted = At < _text.Length && _text[At] == '"';
        if (IsQuoted && !ReadQuoted()) return CsvEnd.OpenQuote;
        if (!IsQuoted) ReadPlain();
        if (At == _text.Length) return CsvEnd.Row;
        if (_text[At] == separator)
        {
            At++;
            return CsvEnd.Value;
        }

        var end = _text[At..].TrimStart((byte)'\r');
        if (!end.IsEmpty && end[0] != '\n') return CsvEnd.StrayText;
        At = _text.Length - end.Length + (end.IsEmpty ? 0 : 1);
        return CsvEnd.Row;
    }

    /// <summary>Adds the value. Nothing at all between two separators is null; an empty pair of quotes is text.</summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="field">The field's id.</param>
    /// <param name="start">Where the row's text begins in the arena.</param>
    public readonly void Add(EventBatch batch, int field, int start)
    {
        if (!HasQuotes)
        {
            var kind = Value.IsEmpty && !IsQuoted ? ValueKind.Null : ValueKind.Text;
            batch.Add(field, start + Value.Start, Value.Length, kind);
            return;
        }

        var escaped = Value.Of(_text);
        var room = batch.Reserve(escaped.Length);
        var written = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            room[written++] = escaped[i];
            if (escaped[i] == '"') i++;
        }

        batch.Add(field, batch.Commit(written), written, ValueKind.Text);
    }

    private bool ReadQuoted()
    {
        var start = ++At;
        while (true)
        {
            var quote = _text[At..].IndexOf((byte)'"');
            if (quote < 0) return false;
            At += quote + 1;
            if (At == _text.Length || _text[At] != '"') break;
            HasQuotes = true;
            At++;
        }

        Value = new TextRange(start, At - 1 - start);
        return true;
    }

    private void ReadPlain()
    {
        var start = At;
        var length = _text[At..].IndexOfAny(separator, (byte)'\n');
        At += length < 0 ? _text.Length - At : length;
        var value = _text[start..At];
        if (At == _text.Length || _text[At] == '\n')
        {
            value = value.TrimEnd((byte)'\r');
            At = start + value.Length;
        }

        Value = new TextRange(start, value.Length);
    }
}
