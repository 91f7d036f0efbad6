using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Logfmt;

/// <summary>Walks the pairs of a logfmt line. A key is anything but white space, <c>=</c> and <c>"</c>; a key alone is a flag.</summary>
internal ref struct LogfmtScanner(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    public TextRange Key { get; private set; }

    /// <summary>The value without its quotes.</summary>
    public TextRange Value { get; private set; }

    /// <summary>True when the value stood in quotes, with escapes inside.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>True for a key without equals sign.</summary>
    public bool IsFlag { get; private set; }

    /// <summary>Why the line was left before its end, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Goes to the next pair; false at the end and at a fault.</summary>
    public bool MoveNext()
    {
        while (_at < _line.Length && _line[_at] <= ' ') _at++;
        if (_at == _line.Length) return false;
        Key = new TextRange(_at, Word(_line[_at..], stopAtEquals: true));
        if (Key.IsEmpty) return Fail(_line[_at] == '=' ? "value without a key" : "quote outside a value");
        _at = Key.End;
        IsQuoted = false;
        IsFlag = _at == _line.Length || _line[_at] != '=';
        Value = default;
        if (IsFlag) return true;
        _at++;
        return _at < _line.Length && _line[_at] == '"' ? Quoted() : Plain();
    }

    private bool Plain()
    {
        Value = new TextRange(_at, Word(_line[_at..], stopAtEquals: false));
        _at = Value.End;
        return _at == _line.Length || _line[_at] != '"' || Fail("quote inside a value");
    }

    private bool Quoted()
    {
        IsQuoted = true;
        var end = _at + 1;
        while (end < _line.Length && _line[end] != '"') end += _line[end] == '\\' ? 2 : 1;
        if (end >= _line.Length) return Fail("quoted value not closed");
        Value = new TextRange(_at + 1, end - _at - 1);
        _at = end + 1;
        return _at == _line.Length || _line[_at] <= ' ' || Fail("text behind a quoted value");
    }

    private bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }

    private static int Word(ReadOnlySpan<byte> text, bool stopAtEquals)
    {
        var length = 0;
        while (length < text.Length && text[length] > ' ' && text[length] != '"' && !(stopAtEquals && text[length] == '=')) length++;
        return length;
    }
}
