using System.Text;

namespace Watchfloor.Kql;

/// <summary>Cuts an expression into words. Spaces, line ends and <c>//</c> comments separate.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols = ["==", "!=", "=~", "!~", "<=", ">=", "..", "<", ">", "(", ")", "[", "]", ",", ".", "-", "+", ":"];

    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private Place Here => new(_line, _at - _lineStart + 1);

    public List<Token> Read()
    {
        while (true)
        {
            SkipSpace();
            if (_at >= text.Length) break;
            _tokens.Add(Next());
        }

        _tokens.Add(new Token(TokenKind.End, "", Here));
        return _tokens;
    }

    private Token Next()
    {
        var place = Here;
        var c = text[_at];
        if (c is '"' or '\'') return new Token(TokenKind.Text, Quoted(place, verbatim: false), place);
        if (c == '@' && _at + 1 < text.Length && text[_at + 1] is '"' or '\'')
        {
            _at++;
            return new Token(TokenKind.Text, Quoted(place, verbatim: true), place);
        }

        if (IsNameStart(c))
        {
            var name = While(IsNamePart);
            if (name != "in" || _at >= text.Length || text[_at] != '~') return new Token(TokenKind.Name, name, place);
            _at++;
            return new Token(TokenKind.Name, "in~", place);
        }

        if (char.IsAsciiDigit(c)) return Number(place);
        if (c == '!' && _at + 1 < text.Length && IsNameStart(text[_at + 1]))
        {
            _at++;
            var word = While(IsNamePart);
            if (_at < text.Length && text[_at] == '~')
            {
                _at++;
                word += "~";
            }

            return new Token(TokenKind.Symbol, "!" + word, place);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, place);
        }

        throw new KqlException(new KqlError(place.Line, place.Column, $"'{c}' has no meaning here"));
    }

    /// <summary>A number, or a span of time such as <c>1.5h</c>.</summary>
    private Token Number(Place place)
    {
        var start = _at;
        While(char.IsAsciiDigit);
        // Two dots are a range, not a fraction.
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            While(char.IsAsciiDigit);
        }

        var number = _at;
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            _at++;
            if (_at < text.Length && text[_at] is '+' or '-') _at++;
            if (While(char.IsAsciiDigit).Length > 0 && (_at >= text.Length || !IsNamePart(text[_at]))) return new Token(TokenKind.Number, text[start.._at], place);
            _at = number;
        }

        var unit = While(IsNamePart);
        return new Token(unit.Length == 0 ? TokenKind.Number : TokenKind.Timespan, text[start.._at], place);
    }

    private string Quoted(Place place, bool verbatim)
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] is not ('\n' or '\r'))
        {
            var c = text[_at++];
            if (c == quote)
            {
                if (!verbatim || _at >= text.Length || text[_at] != quote) return value.ToString();
                _at++;
            }
            else if (c == '\\' && !verbatim)
            {
                value.Append(Escape());
                continue;
            }

            value.Append(c);
        }

        throw new KqlException(new KqlError(place.Line, place.Column, $"the text that begins here has no closing {quote}"));
    }

    private string Escape()
    {
        var place = Here;
        if (_at < text.Length)
        {
            var c = text[_at++];
            switch (c)
            {
                case 'n': return "\n";
                case 'r': return "\r";
                case 't': return "\t";
                case '0': return "\0";
                case '\\' or '"' or '\'': return c.ToString();
                case 'x' when Hex(2) is { } code: return ((char)code).ToString();
                case 'u' when Hex(4) is { } code: return ((char)code).ToString();
            }
        }

        throw new KqlException(new KqlError(place.Line, place.Column, "this escape is not known; write \\\\ for a backslash, or @'…' for a text without escapes"));
    }

    private int? Hex(int digits)
    {
        if (_at + digits > text.Length || !int.TryParse(text.AsSpan(_at, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code)) return null;
        _at += digits;
        return code;
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                while (_at < text.Length && text[_at] != '\n') _at++;
                continue;
            }

            if (!char.IsWhiteSpace(c)) return;
            _at++;
            if (c != '\n') continue;
            _line++;
            _lineStart = _at;
        }
    }

    private string While(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at])) _at++;
        return text[start.._at];
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '@' or '$';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '$';
}
