using System.Globalization;
using Watchfloor.Events.Content;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Sigma.Correlation;

/// <summary>Reads the condition of a correlation (Sigma correlation specification 2.1, "Condition").</summary>
internal static class CorrelationConditionParser
{
    /// <summary>How many alternatives an extended condition may have, written out.</summary>
    internal const int MaxTerms = 256;

    private static readonly (string Key, CorrelationComparison Comparison)[] Comparisons =
    [
        ("gt", CorrelationComparison.Greater),
        ("gte", CorrelationComparison.GreaterOrEqual),
        ("lt", CorrelationComparison.Less),
        ("lte", CorrelationComparison.LessOrEqual),
        ("eq", CorrelationComparison.Equal),
        ("neq", CorrelationComparison.NotEqual),
    ];

    /// <summary>The condition, or one of no use with faults noted in the document.</summary>
    public static CorrelationCondition Parse(DocumentSection correlation, CorrelationType type, IReadOnlyList<string> rules) => correlation.Map["condition"] switch
    {
        // Without a condition a temporal correlation wants every rule (specification, "Temporal Proximity").
        null when type.IsTemporal() => new CorrelationCondition
        {
            Bounds = [new CorrelationBound(CorrelationComparison.GreaterOrEqual, rules.Count)],
        },
        ContentScalar { IsNull: false } text when type.IsTemporal() => Extended(correlation, text, type, rules),
        _ => Numeric(correlation, type, rules.Count),
    };

    private static CorrelationCondition Extended(DocumentSection correlation, ContentScalar text, CorrelationType type, IReadOnlyList<string> rules)
    {
        var expression = RuleExpressionParser.Parse(text.Value, rules, out var problem);
        if (expression is null)
            correlation.Fault(text, problem!, $"the rules are {string.Join(", ", rules)}");
        else if (expression.Holds(0))
            correlation.Fault(text, "the condition holds when nothing was seen", "require at least one rule");
        else if (expression.Terms(MaxTerms) is not { } terms)
            correlation.Fault(text, $"the condition has more than {MaxTerms} alternatives when written out", "split it into several correlations");
        else if (terms.Count == 0)
            correlation.Fault(text, "the condition can never hold", null);
        return new CorrelationCondition { Expression = expression };
    }

    private static CorrelationCondition Numeric(DocumentSection correlation, CorrelationType type, int rules)
    {
        if (correlation.Section("condition", "write for example 'condition: {gte: 10}'") is not { } section) return new CorrelationCondition();
        section.OnlyKeys("the condition", type switch
        {
            CorrelationType.ValuePercentile => [.. Comparisons.Select(c => c.Key), "field", "percentile"],
            _ when type.TakesField() => [.. Comparisons.Select(c => c.Key), "field"],
            _ => [.. Comparisons.Select(c => c.Key)],
        });
        var condition = new CorrelationCondition
        {
            Bounds = Bounds(section, type),
            Fields = type.TakesField() ? Fields(section, type) : [],
            Percentile = type switch
            {
                CorrelationType.ValueMedian => 50,
                CorrelationType.ValuePercentile => Percentile(section),
                _ => null,
            },
        };
        if (!section.Failed) CheckReach(section, type, condition, rules);
        return condition;
    }

    private static List<CorrelationBound> Bounds(DocumentSection section, CorrelationType type)
    {
        var bounds = new List<CorrelationBound>();
        foreach (var (key, comparison) in Comparisons)
            if (section.Map[key] is { } node && Number(section, node, key, type) is { } number)
                bounds.Add(new CorrelationBound(comparison, number));
        if (section.Failed) return bounds;
        if (bounds.Count == 0)
            section.Fault(section.Map, "the condition compares with nothing", "add one of gt, gte, lt, lte, eq, neq");
        if (bounds.Count > 1 && !IsRange(bounds))
            section.Fault(section.Map, "two comparisons must make a range", "use one of gt, gte with one of lt, lte");
        return bounds;
    }

    private static bool IsRange(List<CorrelationBound> bounds) =>
        bounds.Count == 2 && bounds[0].IsLower && bounds[1].Comparison is CorrelationComparison.Less or CorrelationComparison.LessOrEqual;

    private static decimal? Number(DocumentSection section, ContentNode node, string key, CorrelationType type)
    {
        if (node is not ContentScalar { IsPlain: true } scalar
            || !decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || decimal.Abs(number) > NumericValue.Greatest)
        {
            section.Fault(node, $"'{key}' must be a number", "write it without quotes, at most 10^18");
            return null;
        }

        if (!type.IsCount() || (decimal.IsInteger(number) && number >= 0)) return number;
        section.Fault(node, $"'{key}: {scalar.Value}' is compared with a count", "write a whole number from 0");
        return null;
    }

    private static string[] Fields(DocumentSection section, CorrelationType type)
    {
        if (section.Map["field"] is null)
        {
            section.Fault(section.Map, $"{CorrelationTypes.Name(type)} needs a 'field' in the condition", "name the field whose values are looked at");
            return [];
        }

        var fields = DocumentSection.Values(section.Texts("field", orOne: true));
        var many = type is CorrelationType.ValueCount || (type is CorrelationType.ValuePercentile && section.Map["percentile"] is null);
        if (fields.Length == 0 && !section.Failed)
            section.Fault(section.Map["field"]!, "'field' is empty", "name the field whose values are looked at");
        else if (fields.Length > 1 && !many)
            section.Fault(section.Map["field"]!, $"{CorrelationTypes.Name(type)} looks at one field", "leave one of them");
        return fields;
    }

    private static decimal? Percentile(DocumentSection section)
    {
        if (section.Map["percentile"] is not { } node) return null;
        var percentile = Number(section, node, "percentile", CorrelationType.ValuePercentile);
        if (percentile is < 0 or > 100) section.Fault(node, $"{percentile} is not a percentile", "write a number from 0 to 100");
        return percentile;
    }

    /// <summary>Refuses what no window can fulfil, and what cannot be judged.</summary>
    private static void CheckReach(DocumentSection section, CorrelationType type, CorrelationCondition condition, int rules)
    {
        var map = section.Map;
        decimal least = type switch
        {
            _ when type.IsCount() => 1,
            CorrelationType.ValuePercentile when condition.Percentile is null => 0,
            _ => -NumericValue.Greatest,
        };
        decimal greatest = type switch
        {
            _ when type.IsTemporal() => rules,
            CorrelationType.ValuePercentile when condition.Percentile is null => 100,
            _ => decimal.MaxValue,
        };
        if (IsEmpty(condition.Bounds, least, greatest, type.IsCount()))
            section.Fault(map, "the condition can never hold", type switch
            {
                _ when type.IsTemporal() => $"it counts the different rules seen, 1 to {rules}",
                CorrelationType.ValuePercentile when condition.Percentile is null =>
                    "without 'percentile' it is on a value's share in percent, 0 to 100; add for example 'percentile: 95' to look at values",
                _ when type.IsCount() => "a window begins with a hit, so the count is 1 or more",
                _ => null,
            });
        else if (type is CorrelationType.TemporalOrdered && TemporalCondition.Steps(condition.Bounds, rules) is null)
            section.Fault(map, "temporal_ordered cannot be limited from above", "use gte or gt, or leave the condition out");
        else if (type is CorrelationType.TemporalOrdered && TemporalCondition.Terms(condition, rules) is null)
            section.Fault(map, $"more than {MaxTerms} sequences fulfil the condition", "list fewer rules");
    }

    private static bool IsEmpty(IReadOnlyList<CorrelationBound> bounds, decimal least, decimal greatest, bool whole)
    {
        bool openLeast = false, openGreatest = false;
        foreach (var (comparison, number) in bounds)
        {
            if (comparison is CorrelationComparison.Greater && number >= least) (least, openLeast) = (number, true);
            if (comparison is CorrelationComparison.GreaterOrEqual or CorrelationComparison.Equal && number > least) (least, openLeast) = (number, false);
            if (comparison is CorrelationComparison.Less && number <= greatest) (greatest, openGreatest) = (number, true);
            if (comparison is CorrelationComparison.LessOrEqual or CorrelationComparison.Equal && number < greatest) (greatest, openGreatest) = (number, false);
        }

        if (whole && openLeast) (least, openLeast) = (least + 1, false);
        if (whole && openGreatest) (greatest, openGreatest) = (greatest - 1, false);
        return least > greatest
            || (least == greatest && (openLeast || openGreatest || !bounds.All(b => b.Holds(least))));
    }
}
