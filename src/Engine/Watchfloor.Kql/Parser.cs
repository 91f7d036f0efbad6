using System.Text;
using System.Text.RegularExpressions;

namespace Watchfloor.Kql;

/// <summary>Reads words into an expression: <c>or</c> binds least, then <c>and</c>, then <c>not</c>, then the test of one name.</summary>
internal sealed class Parser(List<Token> tokens, DateTimeOffset now)
{
    private const int MaxDepth = 100;
    private const int MaxValues = 10_000;

    private static readonly Dictionary<string, (Test Test, bool IgnoresCase)> Tests = new(StringComparer.Ordinal)
    {
        ["=="] = (Test.Equal, false),
        ["!="] = (Test.Equal, false),
        ["=~"] = (Test.Equal, true),
        ["!~"] = (Test.Equal, true),
        ["<"] = (Test.Less, false),
        ["<="] = (Test.LessOrEqual, false),
        [">"] = (Test.Greater, false),
        [">="] = (Test.GreaterOrEqual, false),
        ["in"] = (Test.In, false),
        ["in~"] = (Test.In, true),
        ["between"] = (Test.Between, false),
        ["has"] = (Test.Has, true),
        ["has_cs"] = (Test.Has, false),
        ["contains"] = (Test.Contains, true),
        ["contains_cs"] = (Test.Contains, false),
        ["startswith"] = (Test.StartsWith, true),
        ["startswith_cs"] = (Test.StartsWith, false),
        ["endswith"] = (Test.EndsWith, true),
        ["endswith_cs"] = (Test.EndsWith, false),
        ["matches"] = (Test.MatchesRegex, false),
    };

    private readonly Literals _literals = new(now);
    private int _at;
    private int _depth;

    private Token Here => tokens[_at];

    public Expression Read()
    {
        var expression = Any();
        return Here.Kind == TokenKind.End ? expression : throw Expected("and, or, or the end");
    }

    private Expression Any()
    {
        var place = Here.Place;
        var parts = new List<Expression> { All() };
        while (TakeWord("or")) parts.Add(All());
        return parts.Count == 1 ? parts[0] : new AnyOf(place, parts);
    }

    private Expression All()
    {
        var place = Here.Place;
        var parts = new List<Expression> { One() };
        while (TakeWord("and")) parts.Add(One());
        return parts.Count == 1 ? parts[0] : new AllOf(place, parts);
    }

    private Expression One()
    {
        if (++_depth > MaxDepth) throw Error(Here.Place, $"more than {MaxDepth} levels of parentheses");
        try
        {
            var place = Here.Place;
            if (IsWord("not") && tokens[_at + 1] is { Kind: TokenKind.Symbol, Text: "(" })
            {
                _at++;
                return new Not(place, Parenthesised());
            }

            return IsSymbol("(") ? Parenthesised() : Tested();
        }
        finally
        {
            _depth--;
        }
    }

    private Expression Parenthesised()
    {
        Take("(");
        var inner = Any();
        Take(")");
        return inner;
    }

    private Expression Tested()
    {
        var place = Here.Place;
        var name = Name();
        var word = Here;
        var negated = word.Text.StartsWith('!');
        var key = negated && word.Text is not ("!=" or "!~") ? word.Text[1..] : word.Text;
        if (word.Kind is not (TokenKind.Symbol or TokenKind.Name) || !Tests.TryGetValue(key, out var test) || (negated && test.Test is Test.MatchesRegex))
            throw Expected("an operator such as ==, !=, has, contains, in, between, matches regex");
        _at++;
        IReadOnlyList<Literal> values = test.Test switch
        {
            Test.In => List(),
            Test.Between => Range(),
            Test.MatchesRegex => [Regex()],
            _ => [Value()],
        };
        Check(test.Test, values);
        Expression condition = new Condition(place, name, test.Test, values, test.IgnoresCase);
        return negated ? new Not(place, condition) : condition;
    }

    private static void Check(Test test, IReadOnlyList<Literal> values)
    {
        foreach (var value in values)
        {
            if (test is Test.Has or Test.Contains or Test.StartsWith or Test.EndsWith && value is not TextLiteral)
                throw Error(value.Place, "expected a text in quotes");
            if (test is Test.Less or Test.LessOrEqual or Test.Greater or Test.GreaterOrEqual or Test.Between && value is not (NumberLiteral or TimeLiteral))
                throw Error(value.Place, "expected a number or a time, such as 5, datetime(2026-03-01), ago(1h)");
        }

        if (test == Test.Between && values[0].GetType() != values[1].GetType()) throw Error(values[1].Place, "both ends of between must be numbers, or both times");
    }

    private List<Literal> List()
    {
        Take("(");
        var values = new List<Literal> { Value() };
        while (IsSymbol(","))
        {
            _at++;
            if (values.Count == MaxValues) throw Error(Here.Place, $"more than {MaxValues} values");
            values.Add(Value());
        }

        Take(")");
        return values;
    }

    private List<Literal> Range()
    {
        Take("(");
        var low = Value();
        Take("..");
        var high = Value();
        Take(")");
        return [low, high];
    }

    private TextLiteral Regex()
    {
        if (!TakeWord("regex")) throw Expected("regex");
        if (Here.Kind != TokenKind.Text) throw Expected("a regular expression in quotes");
        var token = tokens[_at++];
        try
        {
            // What .NET's linear engine refuses, RE2 refuses as well: look-around and back references.
            _ = new Regex(token.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Error(token.Place, "this is not a regular expression that can be used: " + e.Message);
        }

        return new TextLiteral(token.Place, token.Text);
    }

    private Literal Value()
    {
        var token = Here;
        if (token.Kind == TokenKind.Text || token.Kind == TokenKind.Number)
        {
            _at++;
            return token.Kind == TokenKind.Text ? new TextLiteral(token.Place, token.Text) : Literals.Number(token, negative: false);
        }

        if (token is { Kind: TokenKind.Symbol, Text: "-" } && tokens[_at + 1].Kind == TokenKind.Number)
        {
            _at += 2;
            return Literals.Number(tokens[_at - 1], negative: true);
        }

        if (TakeWord("true")) return new BooleanLiteral(token.Place, true);
        if (TakeWord("false")) return new BooleanLiteral(token.Place, false);
        if (IsWord("datetime") || IsWord("ago") || IsWord("now")) return Time();
        throw Expected("a value: a text in quotes, a number, true, false, datetime(…), ago(…) or now()");
    }

    private TimeLiteral Time()
    {
        var function = tokens[_at++];
        Take("(");
        var parts = new List<Token>();
        while (!IsSymbol(")") && Here.Kind != TokenKind.End && parts.Count < 64) parts.Add(tokens[_at++]);
        Take(")");
        return _literals.Time(function, parts);
    }

    /// <summary>A name: words with dots between, each also as <c>['…']</c>.</summary>
    private string Name()
    {
        var name = new StringBuilder(Segment(first: true));
        while (IsSymbol(".") || IsSymbol("["))
        {
            if (IsSymbol(".")) _at++;
            name.Append('.').Append(Segment(first: false));
        }

        return name.ToString();
    }

    private string Segment(bool first)
    {
        var token = Here;
        if (token.Kind == TokenKind.Name || (!first && token.Kind == TokenKind.Number))
        {
            _at++;
            return token.Text;
        }

        if (!IsSymbol("[")) throw Expected(first ? "the name of a column or field" : "the rest of the name");
        _at++;
        if (Here.Kind != TokenKind.Text) throw Expected("a name in quotes, as in ['a.b']");
        var text = tokens[_at++].Text;
        Take("]");
        return text;
    }

    private bool IsWord(string word) => Here.Kind == TokenKind.Name && Here.Text == word;

    private bool IsSymbol(string symbol) => Here.Kind == TokenKind.Symbol && Here.Text == symbol;

    private bool TakeWord(string word)
    {
        if (!IsWord(word)) return false;
        _at++;
        return true;
    }

    private void Take(string symbol)
    {
        if (!IsSymbol(symbol)) throw Expected($"'{symbol}'");
        _at++;
    }

    private KqlException Expected(string what) => Error(Here.Place, $"expected {what}, found {Here.Shown}");

    private static KqlException Error(Place place, string message) => new(new KqlError(place.Line, place.Column, message));
}
