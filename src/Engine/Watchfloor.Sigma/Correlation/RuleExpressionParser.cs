namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Reads an extended condition: <c>not</c> binds tighter than <c>and</c>, <c>and</c> tighter than <c>or</c>;
/// <c>1 of</c> and <c>all of</c> take <c>them</c> or a pattern of names with <c>*</c>.
/// </summary>
internal ref struct RuleExpressionParser
{
    private const int MaxDepth = 64;

    private readonly IReadOnlyList<string> _rules;
    private readonly List<string> _tokens;
    private int _next;
    private int _depth;
    private string? _problem;

    private RuleExpressionParser(string text, IReadOnlyList<string> rules)
    {
        _rules = rules;
        _tokens = Split(text);
    }

    /// <summary>Reads an expression over these rule references.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="rules">The references it may name.</param>
    /// <param name="problem">What is wrong when the answer is null.</param>
    public static RuleExpression? Parse(string text, IReadOnlyList<string> rules, out string? problem)
    {
        var parser = new RuleExpressionParser(text, rules);
        var expression = parser.Alternatives();
        if (parser._problem is null && parser._next < parser._tokens.Count)
            parser._problem = $"'{parser._tokens[parser._next]}' was not expected in the condition";
        problem = parser._problem;
        return problem is null ? expression : null;
    }

    private RuleExpression? Alternatives()
    {
        var parts = new List<RuleExpression>();
        do
        {
            if (Conjunction() is not { } part) return null;
            parts.Add(part);
        }
        while (Take("or"));
        return parts.Count == 1 ? parts[0] : new RuleExpression.Any(parts);
    }

    private RuleExpression? Conjunction()
    {
        var parts = new List<RuleExpression>();
        do
        {
            if (Factor() is not { } part) return null;
            parts.Add(part);
        }
        while (Take("and"));
        return parts.Count == 1 ? parts[0] : new RuleExpression.All(parts);
    }

    private RuleExpression? Factor()
    {
        if (++_depth > MaxDepth) return Wrong($"the condition nests deeper than {MaxDepth} levels");
        var factor = Take("not") ? Negation() : Take("(") ? Parenthesis() : Leaf();
        _depth--;
        return factor;
    }

    private RuleExpression.Not? Negation() => Factor() is { } inner ? new RuleExpression.Not(inner) : null;

    private RuleExpression? Parenthesis()
    {
        var inner = Alternatives();
        if (inner is null) return null;
        return Take(")") ? inner : Wrong("a ')' is missing in the condition");
    }

    private RuleExpression? Leaf()
    {
        if (_next == _tokens.Count) return Wrong("the condition ends too early");
        var token = _tokens[_next++];
        if (token is "1" or "all" && Take("of")) return Selection(token);
        for (var i = 0; i < _rules.Count; i++)
            if (_rules[i] == token)
                return new RuleExpression.Seen(i);
        return Wrong($"the condition names '{token}', which is not among the rules");
    }

    private RuleExpression? Selection(string quantifier)
    {
        if (_next == _tokens.Count) return Wrong("the condition ends too early");
        var pattern = _tokens[_next++];
        var named = new List<RuleExpression>();
        for (var i = 0; i < _rules.Count; i++)
            if (pattern == "them" || Fits(pattern, _rules[i]))
                named.Add(new RuleExpression.Seen(i));
        if (named.Count == 0) return Wrong($"no rule fits '{pattern}' in the condition");
        return quantifier == "all" ? new RuleExpression.All(named) : new RuleExpression.Any(named);
    }

    private bool Take(string token)
    {
        if (_next == _tokens.Count || _tokens[_next] != token) return false;
        _next++;
        return true;
    }

    private RuleExpression? Wrong(string problem)
    {
        _problem ??= problem;
        return null;
    }

    /// <summary>True when the name is the pattern with any text for each <c>*</c>; linear, by keeping the last star only.</summary>
    internal static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    private static List<string> Split(string text)
    {
        var tokens = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || char.IsWhiteSpace(text[i]) || text[i] is '(' or ')';
            if (!ends && start < 0) start = i;
            if (!ends) continue;
            if (start >= 0) tokens.Add(text[start..i]);
            start = -1;
            if (i < text.Length && text[i] is ('(' or ')')) tokens.Add(text[i].ToString());
        }

        return tokens;
    }
}
