using System.Numerics;

namespace Watchfloor.Sigma.Correlation;

/// <summary>What a temporal correlation asks of the set of rules seen.</summary>
internal static class TemporalCondition
{
    /// <summary>
    /// True when seeing one more rule can make the condition false, so that only a finished window can be judged.
    /// A bound from above that all rules together keep does not count.
    /// </summary>
    public static bool NeedsWholeWindow(CorrelationCondition condition, int rules) =>
        condition.Expression is { } expression ? expression.HasNot : Steps(condition.Bounds, rules) is null;

    /// <summary>True when the set of rules is as the condition says.</summary>
    public static bool Holds(CorrelationCondition condition, ulong seen) =>
        condition.Expression?.Holds(seen) ?? condition.Holds(BitOperations.PopCount(seen));

    /// <summary>How many of the rules must be seen, or null when the number is limited from above.</summary>
    public static int? Steps(IReadOnlyList<CorrelationBound> bounds, int rules)
    {
        var steps = 1;
        while (steps <= rules && !bounds.All(b => b.Holds(steps))) steps++;
        for (var more = steps; more <= rules; more++)
            if (!bounds.All(b => b.Holds(more)))
                return null;
        return steps;
    }

    /// <summary>The sets of rules that fulfil the condition of an ordered correlation, or null when there are too many.</summary>
    public static List<RuleTerm>? Terms(CorrelationCondition condition, int rules)
    {
        const int most = CorrelationConditionParser.MaxTerms;
        return condition.Expression is { } expression ? expression.Terms(most) : Choose(rules, Steps(condition.Bounds, rules)!.Value, most);
    }

    /// <summary>Every set of <paramref name="steps"/> among the rules.</summary>
    private static List<RuleTerm>? Choose(int rules, int steps, int most)
    {
        var sets = new List<RuleTerm> { default };
        for (var rule = 0; rule < rules; rule++)
        {
            var bit = 1ul << rule;
            var next = new List<RuleTerm>();
            foreach (var set in sets)
            {
                if (set.Length < steps) next.Add(new RuleTerm(set.Required | bit, 0));
                if (set.Length + rules - rule - 1 >= steps) next.Add(set);
            }

            if (next.Count > most) return null;
            sets = next;
        }

        return sets;
    }
}
