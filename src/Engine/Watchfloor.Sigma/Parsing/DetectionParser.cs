using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// A <c>detection</c> section: search identifiers and the condition over them (Sigma rules specification 2.1, "Detection").
/// Filters use the same form.
/// </summary>
internal sealed class DetectionParser(Placeholders placeholders)
{
    private const int MaxPredicates = 100_000;

    /// <summary>One regular expression may grow to some hundred kilobytes while it matches, and the rules of the world have up to 20.</summary>
    private const int MaxRegexes = 500;

    private int _predicates;
    private int _regexes;

    /// <summary>The expression of a whole section.</summary>
    /// <param name="section">The map that holds the search identifiers and <c>condition</c>.</param>
    /// <param name="reserved">Keys of the section that are no search identifiers.</param>
    /// <exception cref="RuleFaultException">The section cannot be read.</exception>
    public Expression Parse(ContentMap section, params ReadOnlySpan<string> reserved)
    {
        ContentNode? condition = null;
        var detections = new Dictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var (key, value) in section.Entries)
        {
            if (key.Value == "condition") condition = value;
            else if (!reserved.Contains(key.Value)) detections.Add(key.Value, Identifier(key, value));
        }

        if (condition is null) throw new RuleFaultException(section, "there is no condition", "add 'condition: selection'");
        if (detections.Count == 0) throw new RuleFaultException(section, "there is no search identifier", "add one, such as 'selection'");
        return condition switch
        {
            ContentScalar { IsNull: false } one => ConditionParser.Parse(one, detections),
            ContentList { Items.Count: > 0 } list => Any(list.Items.Select(item =>
                item is ContentScalar s ? ConditionParser.Parse(s, detections) : throw new RuleFaultException(item, "a condition must be text")).ToList()),
            _ => throw new RuleFaultException(condition, "a condition must be text or a list of texts"),
        };
    }

    private Expression Identifier(ContentScalar name, ContentNode value)
    {
        var expression = value switch
        {
            ContentMap map => Map(map),
            ContentList list => List(list),
            _ => throw new RuleFaultException(value, $"search identifier '{name.Value}' must be a list or a map", "write the keyword as a list item: '- word'"),
        };
        return expression switch
        {
            AllOf all => new AllOf(all.Parts) { Label = name.Value },
            AnyOf any => new AnyOf(any.Parts) { Label = name.Value },
            NotOf not => new NotOf(not.Part) { Label = name.Value },
            FieldTest test => new FieldTest(test.Field, test.Predicate) { Label = name.Value },
            _ => expression,
        };
    }

    private Expression List(ContentList list)
    {
        if (list.Items.Count == 0) throw new RuleFaultException(list, "the list is empty");
        var keyword = new ModifierChain(new ContentScalar { Value = "", IsPlain = false, Line = list.Line, Column = list.Column }, placeholders);
        return Any(list.Items.Select(item => item switch
        {
            ContentMap map => Map(map),
            ContentScalar scalar => Any(Tests(keyword, scalar)),
            _ => throw new RuleFaultException(item, "a list must hold keywords or maps"),
        }).ToList());
    }

    private Expression Map(ContentMap map)
    {
        if (map.Entries.Count == 0) throw new RuleFaultException(map, "the map is empty");
        return All(map.Entries.Select(entry => Field(entry.Key, entry.Value)).ToList());
    }

    private Expression Field(ContentScalar key, ContentNode value)
    {
        var chain = new ModifierChain(key, placeholders);
        Expression expression;
        if (value is ContentList list)
        {
            if (list.Items.Count == 0) throw new RuleFaultException(list, $"'{key.Value}' has an empty list of values");
            if (chain.All && list.Items.Count == 1) throw new RuleFaultException(key, "'all' needs at least two values", "leave 'all' out");
            if (list.Items.Count > 1 && list.Items.FirstOrDefault(i => i is ContentScalar { IsNull: true }) is { } nothing)
                throw new RuleFaultException(nothing, "null cannot stand in a list of values", "write a search identifier of its own for null");
            var values = list.Items.Select(item => Any(Tests(chain, item))).ToList();
            expression = chain.All ? All(values) : Any(values);
        }
        else
        {
            if (chain.All) throw new RuleFaultException(key, "'all' needs a list of at least two values", "leave 'all' out");
            expression = Any(Tests(chain, value));
        }

        return chain.Negated ? new NotOf(expression) : expression;
    }

    private List<Expression> Tests(ModifierChain chain, ContentNode value)
    {
        var tests = chain.Predicates(value).Select(Expression (predicate) => new FieldTest(chain.Field, predicate)).ToList();
        _predicates += tests.Count;
        _regexes += tests.Count(test => test is FieldTest { Predicate: RegexPredicate });
        if (_regexes > MaxRegexes)
            throw new RuleFaultException(value, $"more than {MaxRegexes} regular expressions in one rule", "write plain values with wildcards where they do");
        return _predicates <= MaxPredicates ? tests : throw new RuleFaultException(value, $"more than {MaxPredicates:N0} values in one rule");
    }

    private static Expression Any(List<Expression> parts) =>
        parts.Count == 1 ? parts[0] : new AnyOf(parts.SelectMany(p => p is AnyOf { Label: null } any ? any.Parts : [p]).ToList());

    private static Expression All(List<Expression> parts) => parts.Count == 1 ? parts[0] : new AllOf(parts);
}
