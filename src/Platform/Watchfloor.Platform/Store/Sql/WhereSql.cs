using System.Globalization;
using System.Text.RegularExpressions;
using Watchfloor.Kql;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Sql;

/// <summary>
/// Turns a filter into the SQL of its meaning in <see cref="Expression"/>: conditions are true or false, a missing text is empty, a field
/// with several values meets a condition when one of them does.
/// </summary>
internal sealed class WhereSql(EventNames names, SqlText sql)
{
    /// <summary>Names that no event of the files has.</summary>
    public HashSet<string> Unknown { get; } = [];

    /// <summary>The condition of an expression.</summary>
    /// <exception cref="WhereException">The expression does not fit the columns.</exception>
    public string Of(Expression expression) => expression switch
    {
        AllOf all => "(" + string.Join(" AND ", all.Parts.Select(Of)) + ")",
        AnyOf any => "(" + string.Join(" OR ", any.Parts.Select(Of)) + ")",
        // What is not known in SQL is false here, and its opposite true.
        Not not => $"(NOT coalesce({Of(not.Part)}, false))",
        Condition condition => "(" + Of(condition) + ")",
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private string Of(Condition condition)
    {
        if (!names.TryResolve(condition.Name, out var name, out var mistake, out var isKnown)) throw new WhereException(condition.Place, mistake);
        if (!isKnown) Unknown.Add(condition.Name);
        return name switch
        {
            EventName.Id => IdTest(condition),
            EventName.Column { Definition.Kind: ColumnKind.Time } column => TimeTest(column.Definition, condition),
            EventName.Column { Definition.Kind: ColumnKind.Integer } column when !IsTextTest(condition.Test) => NumberTest(column.Definition, condition),
            EventName.Field field =>
                $"CASE WHEN {sql.IsMany(field.Name)} THEN len(list_filter({sql.ListOf(field.Name)}, lambda v: {TextTest("v", condition)})) > 0 ELSE {TextTest(sql.TextOf(field.Name), condition)} END",
            _ => TextTest(sql.TextOf(name), condition),
        };
    }

    private static bool IsTextTest(Test test) => test is Test.Has or Test.Contains or Test.StartsWith or Test.EndsWith or Test.MatchesRegex;

    private string TextTest(string value, Condition condition)
    {
        switch (condition.Test)
        {
            case Test.In:
                return "(" + string.Join(" OR ", condition.Values.GroupBy(v => v.GetType()).Select(g => Among(value, condition, [.. g]))) + ")";
            case Test.Equal:
                return Among(value, condition, condition.Values);
            case Test.Less or Test.LessOrEqual or Test.Greater or Test.GreaterOrEqual or Test.Between:
                return Order($"TRY_CAST({value} AS DOUBLE)", condition, [.. condition.Values.Select(object (v) => NumberOf(v, condition))]);
        }

        var text = Checked((TextLiteral)condition.Values[0]);
        // Only here can a missing value, the empty text, meet the condition.
        if (text.Length == 0 || condition.Test == Test.MatchesRegex) value = $"coalesce({value}, '')";
        var subject = condition.IgnoresCase ? $"lower({value})" : value;
        return condition.Test switch
        {
            Test.MatchesRegex => $"regexp_matches({value}, {sql.Parameter(text)})",
            Test.Has => $"regexp_matches({value}, {sql.Parameter(Words.Pattern(text))}, '{(condition.IgnoresCase ? 'i' : 'c')}')",
            Test.Contains => $"contains({subject}, {Wanted()})",
            Test.StartsWith => $"starts_with({subject}, {Wanted()})",
            Test.EndsWith => $"suffix({subject}, {Wanted()})",
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };

        string Wanted() => condition.IgnoresCase ? $"lower({sql.Parameter(text)})" : sql.Parameter(text);
    }

    /// <summary>One of several values of the same kind.</summary>
    private string Among(string value, Condition condition, IReadOnlyList<Literal> values)
    {
        switch (values[0])
        {
            case TextLiteral:
                var texts = values.Cast<TextLiteral>().Select(Checked).ToList();
                if (texts.Contains("")) value = $"coalesce({value}, '')";
                return condition.IgnoresCase
                    ? $"lower({value}) IN ({string.Join(", ", texts.Select(t => $"lower({sql.Parameter(t)})"))})"
                    : $"{value} IN ({string.Join(", ", texts.Select(t => sql.Parameter(t)))})";
            case NumberLiteral:
                return $"TRY_CAST({value} AS DOUBLE) IN ({string.Join(", ", values.Cast<NumberLiteral>().Select(n => sql.Parameter(n.Value)))})";
            case BooleanLiteral:
                return $"lower({value}) IN ({string.Join(", ", values.Cast<BooleanLiteral>().Select(b => b.Value ? "'true'" : "'false'"))})";
            default:
                throw new WhereException(values[0].Place, $"`{condition.Name}` is not a time; compare it with a text or a number");
        }
    }

    private string NumberTest(EventColumn column, Condition condition)
    {
        var numbers = condition.Values.Select(object (v) => NumberOf(v, condition)).ToList();
        var value = EventHub.Name(column.Name);
        return condition.Test is Test.Equal or Test.In ? $"{value} IN ({string.Join(", ", numbers.Select(sql.Parameter))})" : Order(value, condition, numbers);
    }

    private string TimeTest(EventColumn column, Condition condition)
    {
        if (IsTextTest(condition.Test)) throw new WhereException(condition.Place, $"`{condition.Name}` is a time; compare it with ==, <, >, between and datetime(…) or ago(…)");
        var times = condition.Values.Select(object (v) => v is TimeLiteral time ? time.Value.UtcDateTime : throw new WhereException(v.Place, $"`{condition.Name}` is a time; write datetime(2026-03-01T08:15:00Z) or ago(1h)")).ToList();
        var value = EventHub.Name(column.Name);
        return condition.Test is Test.Equal or Test.In ? $"{value} IN ({string.Join(", ", times.Select(sql.Parameter))})" : Order(value, condition, times);
    }

    private string IdTest(Condition condition)
    {
        if (condition.Test is not (Test.Equal or Test.In)) throw new WhereException(condition.Place, "`id` can be compared with == and in only");
        return string.Join(" OR ", condition.Values.Select(v =>
            v is TextLiteral text && EventId.TryParse(text.Value, out var id) ? "(" + IdTest(sql, id) + ")" : throw new WhereException(v.Place, "expected an event's id: 32 hexadecimal digits in quotes")));
    }

    /// <summary>The condition that an event has an id.</summary>
    public static string IdTest(SqlText sql, EventId id) =>
        $"received = {sql.Parameter(DateTime.UnixEpoch.AddMilliseconds(id.ReceivedMs))} AND log_offset = {sql.Parameter(id.Offset)} AND log_index = {sql.Parameter(StoreBatch.LogIndexOf(id))}";

    private string Order(string value, Condition condition, List<object> values) => condition.Test switch
    {
        Test.Less => $"{value} < {sql.Parameter(values[0])}",
        Test.LessOrEqual => $"{value} <= {sql.Parameter(values[0])}",
        Test.Greater => $"{value} > {sql.Parameter(values[0])}",
        Test.GreaterOrEqual => $"{value} >= {sql.Parameter(values[0])}",
        _ => $"({value} >= {sql.Parameter(values[0])} AND {value} <= {sql.Parameter(values[1])})",
    };

    private static double NumberOf(Literal literal, Condition condition) => literal switch
    {
        NumberLiteral number => number.Value,
        TextLiteral text when double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new WhereException(literal.Place, $"`{condition.Name}` is compared with a number here"),
    };

    /// <summary>The database ends a parameter at a zero byte, so that it would look for something else.</summary>
    private static string Checked(TextLiteral text) =>
        text.Value.Contains('\0', StringComparison.Ordinal) ? throw new WhereException(text.Place, "a text cannot hold a zero byte") : text.Value;

    private static class Words
    {
        /// <summary>The pattern of a whole word: where the text begins or ends with a letter or digit, none stands beside it.</summary>
        public static string Pattern(string text)
        {
            var before = text.Length > 0 && char.IsLetterOrDigit(text[0]) ? @"(?:^|[^\p{L}\p{N}])" : "";
            var after = text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? @"(?:$|[^\p{L}\p{N}])" : "";
            return before + Regex.Escape(text).Replace(@"\ ", " ", StringComparison.Ordinal).Replace(@"\#", "#", StringComparison.Ordinal) + after;
        }
    }
}

/// <summary>The filter does not fit the columns; never leaves the store.</summary>
internal sealed class WhereException(Place place, string message) : Exception(message)
{
    public KqlError Error { get; } = new(place.Line, place.Column, message);
}
