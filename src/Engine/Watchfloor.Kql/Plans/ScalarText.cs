using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Values;

namespace Watchfloor.Kql.Plans;

/// <summary>Expressions as people read them.</summary>
public static class ScalarText
{
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["add"] = "+", ["subtract"] = "-", ["multiply"] = "*", ["divide"] = "/", ["divide_whole"] = "/", ["modulo"] = "%", ["equal"] = "==",
        ["not_equal"] = "!=", ["less"] = "<", ["less_equal"] = "<=", ["greater"] = ">", ["greater_equal"] = ">=", ["and"] = "and", ["or"] = "or",
        ["equal_ci"] = "=~", ["contains"] = "contains", ["contains_cs"] = "contains_cs", ["startswith"] = "startswith", ["startswith_cs"] = "startswith_cs",
        ["endswith"] = "endswith", ["endswith_cs"] = "endswith_cs", ["has"] = "has", ["has_cs"] = "has_cs", ["hasprefix"] = "hasprefix", ["matches_regex"] = "matches regex",
    };

    /// <summary>An expression.</summary>
    public static string Of(Scalar scalar) => scalar switch
    {
        Constant constant => Of(constant),
        ColumnValue column => column.Column.Name,
        Operation { Arguments: [var left, var right] } binary when Signs.TryGetValue(binary.Name, out var sign) => $"({Of(left)} {sign} {Of(right)})",
        Operation operation => $"{operation.Name}({string.Join(", ", operation.Arguments.Select(Of))})",
        InTable test => $"{Of(test.Value)} in (table)",
        _ => "toscalar(table)",
    };

    /// <summary>An aggregate.</summary>
    public static string Of(Aggregate aggregate) =>
        $"{aggregate.Name}({string.Join(", ", aggregate.Arguments.Select(Of))})" + (aggregate.Filter is null ? "" : $" where {Of(aggregate.Filter)}");

    /// <summary>A function over rows.</summary>
    public static string Of(Window window) =>
        $"{window.Name}({string.Join(", ", window.Arguments.Select(Of))})" + (window.PartitionBy.Count == 0 ? "" : $" per {string.Join(", ", window.PartitionBy.Select(c => c.Name))}");

    /// <summary>An order.</summary>
    public static string Of(IReadOnlyList<SortKey> order) => order.Count == 0 ? "rows as they come" : string.Join(", ", order.Select(k => $"{k.Column.Name} {(k.IsAscending ? "asc" : "desc")}"));

    private static string Of(Constant constant) => (constant.Type, constant.Value) switch
    {
        (_, null) => $"{constant.Type.Name()}(null)",
        (KqlType.DateTime, long ticks) => $"datetime({TimeText.Moment(ticks)})",
        (KqlType.TimeSpan, long ticks) => $"timespan({TimeText.Span(ticks)})",
        (KqlType.String, string text) => JsonText.Quoted(text),
        (KqlType.Dynamic, string json) => $"dynamic({json})",
        (_, bool value) => value ? "true" : "false",
        var (_, value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}
