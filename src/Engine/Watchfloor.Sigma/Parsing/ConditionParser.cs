using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// A condition such as <c>selection and not 1 of filter_*</c> (Sigma rules specification 2.1, "Condition"). From least to most binding:
/// or, and, not, x of, brackets.
/// </summary>
internal sealed class ConditionParser
{
    private const int MaxDepth = 64;

    private readonly ContentScalar _at;
    private readonly IReadOnlyDictionary<string, Expression> _detections;
    private readonly List<(string Text, int Column)> _tokens = [];
    private int _next;
    private int _depth;

    private ConditionParser(ContentScalar at, IReadOnlyDictionary<string, Expression> detections)
    {
        _at = at;
        _detections = detections;
        Tokenise();
    }

    /// <summary>The expression a condition stands for.</summary>
    /// <exception cref="RuleFaultException">The condition cannot be read or names a search identifier that is not there.</exception>
    public static Expression Parse(ContentScalar condition, IReadOnlyDictionary<string, Expression> detections)
    {
        var parser = new ConditionParser(condition, detections);
        var expression = parser.Or();
        return parser._next == parser._tokens.Count ? expression : throw parser.Unexpected();
    }

    private Expression Or()
    {
        if (++_depth > MaxDepth) throw Fault($"nested deeper than {MaxDepth} levels");
        var parts = new List<Expression> { And() };
        while (Accept("or")) parts.Add(And());
        _depth--;
        return parts.Count == 1 ? parts[0] : new AnyOf(parts);
    }

    private Expression And()
    {
        var parts = new List<Expression> { Not() };
        while (Accept("and")) parts.Add(Not());
        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    private Expression Not()
    {
        var negated = false;
        while (Accept("not")) negated = !negated;
        var operand = Operand();
        return negated ? new NotOf(operand) : operand;
    }

    private Expression Operand()
    {
        if (_next >= _tokens.Count) throw Fault("the condition ends where a search identifier was expected");
        if (Accept("("))
        {
            var inner = Or();
            return Accept(")") ? inner : throw Fault("a closing bracket is missing");
        }

        var (word, _) = _tokens[_next];
        if (_next + 1 < _tokens.Count && Is(_next + 1, "of"))
        {
            var all = word.Equals("all", StringComparison.OrdinalIgnoreCase);
            if (!all && word != "1" && !word.Equals("any", StringComparison.OrdinalIgnoreCase)) throw Fault($"'{word} of' is not known", "write '1 of' or 'all of'");
            _next += 2;
            return Of(all);
        }

        if (word is ")" or "|" || Is(_next, "and") || Is(_next, "or")) throw Unexpected();
        if (!_detections.TryGetValue(word, out var detection))
            throw Fault($"there is no search identifier '{word}'", "there are " + string.Join(", ", _detections.Keys));
        _next++;
        return detection;
    }

    private Expression Of(bool all)
    {
        if (_next >= _tokens.Count) throw Fault("a pattern of search identifiers, or 'them', is missing behind 'of'");
        var (pattern, _) = _tokens[_next];
        var them = pattern.Equals("them", StringComparison.OrdinalIgnoreCase);
        var parts = _detections.Where(d => them ? !d.Key.StartsWith('_') : Fits(d.Key, pattern)).Select(d => d.Value).ToList();
        if (parts.Count == 0) throw Fault($"no search identifier fits '{pattern}'", "there are " + string.Join(", ", _detections.Keys));
        _next++;
        if (parts.Count == 1) return parts[0];
        return all ? new AllOf(parts) : new AnyOf(parts);
    }

    /// <summary>Identifiers that begin with an underscore are left out unless the pattern begins with one too.</summary>
    private static bool Fits(string identifier, string pattern) =>
        (!identifier.StartsWith('_') || pattern.StartsWith('_'))
        && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, identifier, ignoreCase: false);

    private bool Accept(string word)
    {
        if (_next >= _tokens.Count || !Is(_next, word)) return false;
        _next++;
        return true;
    }

    private bool Is(int token, string word) => _tokens[token].Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private void Tokenise()
    {
        var text = _at.Value;
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            if (text[i] is '(' or ')' or '|') i++;
            else
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('(' or ')' or '|')) i++;
            _tokens.Add((text[start..i], start));
        }
    }

    private RuleFaultException Unexpected()
    {
        var word = _tokens[_next].Text;
        return Fault($"'{word}' was not expected here", word == "|" ? "Sigma 2 has no aggregation in conditions; write a correlation rule" : null);
    }

    private RuleFaultException Fault(string message, string? remedy = null)
    {
        var column = _next < _tokens.Count ? _tokens[_next].Column : _at.Value.Length;
        return new RuleFaultException(_at, message, remedy, column + (_at.IsPlain ? 0 : 1));
    }
}
