using System.Globalization;
using System.Text.RegularExpressions;
using Watchfloor.Kql;

namespace Watchfloor.Platform.Tests.Store;

/// <summary>The meaning of a filter, said with nothing but the framework's own text operations.</summary>
internal static class NaiveFilter
{
    /// <summary>Whether a row meets a filter.</summary>
    /// <param name="expression">The filter.</param>
    /// <param name="row">The values of each field; one for most, none where it is missing.</param>
    public static bool Meets(Expression expression, IReadOnlyDictionary<string, string[]> row) => expression switch
    {
        AllOf all => all.Parts.All(p => Meets(p, row)),
        AnyOf any => any.Parts.Any(p => Meets(p, row)),
        Not not => !Meets(not.Part, row),
        Condition condition => (row.TryGetValue(condition.Name, out var values) ? values : [""]).Any(v => Meets(condition, v)),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private static bool Meets(Condition condition, string value)
    {
        var comparison = condition.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var first = condition.Values[0];
        return condition.Test switch
        {
            Test.Equal or Test.In => condition.Values.Any(v => Same(v, value, comparison)),
            Test.Contains => value.Contains(Text(first), comparison),
            Test.StartsWith => value.StartsWith(Text(first), comparison),
            Test.EndsWith => value.EndsWith(Text(first), comparison),
            Test.Has => Has(value, Text(first), comparison),
            Test.MatchesRegex => new Regex(Text(first), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant).IsMatch(value),
            _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Ordered(condition, number),
        };
    }

    private static bool Ordered(Condition condition, double number)
    {
        double[] bounds = [.. condition.Values.Select(v => ((NumberLiteral)v).Value)];
        return condition.Test switch
        {
            Test.Less => number < bounds[0],
            Test.LessOrEqual => number <= bounds[0],
            Test.Greater => number > bounds[0],
            Test.GreaterOrEqual => number >= bounds[0],
            _ => number >= bounds[0] && number <= bounds[1],
        };
    }

    private static bool Same(Literal literal, string value, StringComparison comparison) => literal switch
    {
        TextLiteral text => value.Equals(text.Value, comparison),
        NumberLiteral number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read == number.Value,
        BooleanLiteral boolean => value.Equals(boolean.Value ? "true" : "false", StringComparison.OrdinalIgnoreCase),
        _ => throw new ArgumentOutOfRangeException(nameof(literal)),
    };

    private static bool Has(string value, string word, StringComparison comparison)
    {
        if (word.Length == 0) return true;
        for (var at = value.IndexOf(word, comparison); at >= 0; at = value.IndexOf(word, at + 1, comparison))
        {
            var end = at + word.Length;
            var free = (at == 0 || !char.IsLetterOrDigit(value[at - 1]) || !char.IsLetterOrDigit(word[0]))
                && (end == value.Length || !char.IsLetterOrDigit(value[end]) || !char.IsLetterOrDigit(word[^1]));
            if (free) return true;
            if (at + 1 >= value.Length) break;
        }

        return false;
    }

    private static string Text(Literal literal) => ((TextLiteral)literal).Value;
}
