using System.Globalization;

namespace Watchfloor.Sigma.Correlation;

/// <summary>A correlation's condition in words.</summary>
internal static class CorrelationText
{
    /// <summary>As <see cref="CorrelationRule.Pattern"/>.</summary>
    public static string Of(CorrelationRule rule)
    {
        var condition = rule.Condition;
        var subject = rule.Type.IsTemporal() ? Names(rule) : string.Join(", ", condition.Fields);
        var percentile = condition.Percentile is { } place ? string.Create(CultureInfo.InvariantCulture, $"at percentile {place} ") : "";
        var wanted = condition.Expression is { } expression
            ? Of(expression, rule, isInner: false)
            : $"{(subject.Length > 0 ? $"of {subject} " : "")}{percentile}{string.Join(" and ", condition.Bounds.Select(Of))}";
        return $"{wanted} within {Timespans.Show(rule.Timespan)}";
    }

    private static string Of(CorrelationBound bound) => string.Create(CultureInfo.InvariantCulture, $"{bound.Comparison switch
    {
        CorrelationComparison.Greater => ">",
        CorrelationComparison.GreaterOrEqual => ">=",
        CorrelationComparison.Less => "<",
        CorrelationComparison.LessOrEqual => "<=",
        CorrelationComparison.Equal => "=",
        _ => "!=",
    }} {bound.Number}");

    private static string Of(RuleExpression expression, CorrelationRule rule, bool isInner)
    {
        switch (expression)
        {
            case RuleExpression.Seen seen:
                return rule.Rules[seen.Reference].Text;
            case RuleExpression.Not not:
                return "not " + Of(not.Inner, rule, isInner: true);
            default:
                var (parts, word) = expression is RuleExpression.All all ? (all.Parts, " and ") : (((RuleExpression.Any)expression).Parts, " or ");
                var text = string.Join(word, parts.Select(p => Of(p, rule, isInner: true)));
                return isInner && parts.Count > 1 ? $"({text})" : text;
        }
    }

    private static string Names(CorrelationRule rule) => string.Join(rule.Type is CorrelationType.TemporalOrdered ? ", then " : ", ", rule.Rules);
}
