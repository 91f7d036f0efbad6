using System.Text;

namespace Watchfloor.Kql.Syntax;

/// <summary>Cuts a query into words. Spaces, line ends and <c>//</c> comments separate.</summary>
internal sealed class QueryLexer(string text)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<>", "=~", "!~", "<=", ">=", "..", "<", ">", "(", ")", "[", "]", "{", "}", ",", ".", "-", "+", "*", "/", "%", ":", ";", "|", "="];

    private readonly List<QueryToken> _tokens = [];
    private int _at;

    /// <summary>All words; the last is the end.</summary>
    /// <exception cref="QueryException">A character has no meaning, or a text no end.</exception>
    public List<QueryToken> Read()
    {
        while (true)
        {
            SkipSpace();
            if (_at >= text.Length) break;
            var token = Next();
            // Texts side by side are one.
            if (token.Kind == QueryTokenKind.Text && _tokens is [.., { Kind: QueryTokenKind.Text } before])
                _tokens[^1] = new QueryToken(QueryTokenKind.Text, before.Text + token.Text, Span.Over(before.Span, token.Span));
            else _tokens.Add(token);
        }

        _tokens.Add(new QueryToken(QueryTokenKind.End, "", new Span(text.Length, text.Length)));
        return _tokens;
    }

    private QueryToken Next()
    {
        var start = _at;
        var c = text[_at];
        if (TryText(out var value)) return new QueryToken(QueryTokenKind.Text, value, new Span(start, _at));
        if (IsNameStart(c)) return Word(start);
        if (char.IsAsciiDigit(c)) return Number(start);
        if (c == '[' && TryQuotedName(out var name)) return new QueryToken(QueryTokenKind.QuotedName, name, new Span(start, _at));
        if (c == '!' && _at + 1 < text.Length && char.IsAsciiLetter(text[_at + 1]))
        {
            _at++;
            While(IsNamePart);
            if (_at < text.Length && text[_at] == '~') _at++;
            return new QueryToken(QueryTokenKind.Symbol, text[start.._at], new Span(start, _at));
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return new QueryToken(QueryTokenKind.Symbol, symbol, new Span(start, _at));
        }

        throw new QueryException(new Span(start, start + 1), $"'{c}' has no meaning here");
    }

    private QueryToken Word(int start)
    {
        While(IsNamePart);
        var word = text[start.._at];
        if (word == "in" && _at < text.Length && text[_at] == '~') _at++;
        return new QueryToken(QueryTokenKind.Name, text[start.._at], new Span(start, _at));
    }

    private QueryToken Number(int start)
    {
        if (text[_at] == '0' && _at + 2 < text.Length && text[_at + 1] is 'x' or 'X' && char.IsAsciiHexDigit(text[_at + 2]))
        {
            _at += 2;
            While(char.IsAsciiHexDigit);
            return Token(QueryTokenKind.Whole);
        }

        While(char.IsAsciiDigit);
        var kind = QueryTokenKind.Whole;
        // Two dots are a range, not a fraction.
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            While(char.IsAsciiDigit);
            kind = QueryTokenKind.Real;
        }

        var number = _at;
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-') _at++;
            var digits = _at;
            While(char.IsAsciiDigit);
            if (_at > digits && (_at >= text.Length || !IsNamePart(text[_at]))) return Token(QueryTokenKind.Real);
            _at = number;
        }

        While(IsNamePart);
        return Token(_at > number ? QueryTokenKind.Timespan : kind);

        QueryToken Token(QueryTokenKind what) => new(what, text[start.._at], new Span(start, _at));
    }

    /// <summary>A text: in quotes of either kind, with an at sign before it verbatim, between three backticks on several lines.</summary>
    private bool TryText(out string value)
    {
        value = "";
        var at = _at;
        if (text[at] is 'h' or 'H') at++;
        var isVerbatim = at < text.Length && text[at] == '@';
        if (isVerbatim) at++;
        if (at >= text.Length) return false;
        if (string.CompareOrdinal(text, at, "```", 0, 3) == 0)
        {
            var end = text.IndexOf("```", at + 3, StringComparison.Ordinal);
            if (end < 0) throw new QueryException(new Span(_at, text.Length), "the string that begins here has no closing ```");
            value = text[(at + 3)..end];
            _at = end + 3;
            return true;
        }

        if (text[at] is not ('"' or '\'')) return false;
        var start = _at;
        _at = at;
        value = Quoted(start, isVerbatim);
        return true;
    }

    private string Quoted(int start, bool isVerbatim)
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] is not ('\n' or '\r'))
        {
            var c = text[_at++];
            if (c == quote)
            {
                if (!isVerbatim || _at >= text.Length || text[_at] != quote) return value.ToString();
                _at++;
            }
            else if (c == '\\' && !isVerbatim)
            {
                value.Append(Escape());
                continue;
            }

            value.Append(c);
        }

        throw new QueryException(new Span(start, _at), $"the string that begins here has no closing {quote}");
    }

    private string Escape()
    {
        var start = _at - 1;
        if (_at < text.Length)
        {
            var c = text[_at++];
            switch (c)
            {
                case 'n': return "\n";
                case 'r': return "\r";
                case 't': return "\t";
                case 'a': return "\a";
                case 'b': return "\b";
                case 'f': return "\f";
                case 'v': return "\v";
                case '0': return "\0";
                case '\\' or '"' or '\'' or '/': return c.ToString();
                case 'x' when Hex(2) is { } code: return ((char)code).ToString();
                case 'u' when Hex(4) is { } code: return ((char)code).ToString();
                case 'U' when Hex(8) is { } code and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF): return char.ConvertFromUtf32(code);
            }
        }

        throw new QueryException(new Span(start, _at), "this escape is not known; write \\\\ for a backslash, or @'…' for a string without escapes");
    }

    private int? Hex(int digits)
    {
        if (_at + digits > text.Length || !int.TryParse(text.AsSpan(_at, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code)) return null;
        _at += digits;
        return code;
    }

    /// <summary>
    /// A name such as <c>['user name']</c>. Behind a value the same characters are an index and stay apart: there they mean a property.
    /// </summary>
    private bool TryQuotedName(out string name)
    {
        name = "";
        if (_tokens is [.., { Kind: QueryTokenKind.Name or QueryTokenKind.QuotedName } or { Kind: QueryTokenKind.Symbol, Text: ")" or "]" }] && IsAdjacent()) return false;
        var start = _at++;
        SkipSpace();
        if (_at < text.Length && text[_at] is '"' or '\'')
        {
            name = Quoted(start, isVerbatim: false);
            SkipSpace();
            if (name.Length > 0 && _at < text.Length && text[_at] == ']' && !IsElement())
            {
                _at++;
                return true;
            }
        }

        _at = start;
        return false;
    }

    private bool IsAdjacent() => _tokens[^1].Span.End == _at;

    /// <summary>Whether the bracket opens the values of a <c>datatable</c>, whose columns have just been closed.</summary>
    private bool IsElement() => _tokens is [.., { Kind: QueryTokenKind.Symbol, Text: ")" }];

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                while (_at < text.Length && text[_at] != '\n') _at++;
                continue;
            }

            if (!char.IsWhiteSpace(text[_at])) return;
            _at++;
        }
    }

    private void While(Func<char, bool> belongs)
    {
        while (_at < text.Length && belongs(text[_at])) _at++;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';
}
