using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Choices, and tests for nothing.</summary>
internal static class DuckDbLogic
{
    public static string? Of(string operation, IReadOnlyList<SqlValue> a) => operation switch
    {
        "not" => $"(NOT {a[0]})",
        "coalesce" => a[0].Type == KqlType.String ? $"coalesce({string.Join(", ", a.Select(v => $"nullif({v}, '')"))}, '')" : $"coalesce({string.Join(", ", a)})",
        "max_of" => $"greatest({string.Join(", ", a)})",
        "min_of" => $"least({string.Join(", ", a)})",
        "isnull" => a[0].Type == KqlType.String ? "FALSE" : $"({a[0]} IS NULL)",
        "isnotnull" => a[0].Type == KqlType.String ? "TRUE" : $"({a[0]} IS NOT NULL)",
        "isempty" => Empty(a[0]),
        "isnotempty" => $"(NOT {Empty(a[0])})",
        "distinct_from" => $"({a[0]} IS DISTINCT FROM {a[1]})",
        "assert" => $"(CASE WHEN {a[0]} THEN TRUE ELSE error({a[1]}) END)",
        _ => null,
    };

    private static string Empty(SqlValue value) => value.Type switch
    {
        KqlType.String => $"({value} = '')",
        KqlType.Dynamic => $"(coalesce({value}, '\"\"') = '\"\"')",
        _ => $"({value} IS NULL)",
    };
}
