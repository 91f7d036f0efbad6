using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Aggregates, and functions over the rows before and behind.</summary>
internal static class DuckDbAggregates
{
    public static string? Of(string operation, KqlType type, IReadOnlyList<SqlValue> a, string? filter, string? order)
    {
        var where = filter is null ? "" : $" FILTER (WHERE {filter})";
        var ordered = order is null ? "" : $" ORDER BY {order}";
        switch (operation)
        {
            case "count": return $"count(*){where}";
            case "dcount": return $"count(DISTINCT {a[0]}){where}";
            case "sum" or "sum_dynamic": return $"coalesce(CAST(sum({a[0]}){where} AS {DuckDbDialect.TypeName(type)}), 0)";
            case "avg": return $"coalesce(avg(CAST({a[0]} AS DOUBLE)){where}, CAST('NaN' AS DOUBLE))";
            case "avg_ticks": return $"CAST(avg({a[0]}){where} AS BIGINT)";
            case "min" or "max": return Text(type, $"{operation}({a[0]}){where}");
            case "stdev": return $"coalesce(stddev_samp(CAST({a[0]} AS DOUBLE)){where}, 0)";
            case "stdevp": return $"coalesce(stddev_pop(CAST({a[0]} AS DOUBLE)){where}, 0)";
            case "variance": return $"coalesce(var_samp(CAST({a[0]} AS DOUBLE)){where}, 0)";
            case "variancep": return $"coalesce(var_pop(CAST({a[0]} AS DOUBLE)){where}, 0)";
            case "percentile": return Percentile(a[0].Sql, a[1]) + where;
            case "percentiles_array": return $"('[' || {string.Join(" || ',' || ", a.Skip(1).Select(p => $"coalesce({DuckDbConversions.Json(a[0].Type, Percentile(a[0].Sql, p) + where)}, 'null')"))} || ']')";
            case "make_list": return Json($"list({a[0]}{ordered}) FILTER (WHERE {And(filter, $"{a[0]} IS NOT NULL")})", a);
            case "make_list_with_nulls": return Json($"list(coalesce({a[0]}, 'null'){ordered}){where}", a);
            case "make_set": return Json($"list(DISTINCT {a[0]} ORDER BY {a[0]}) FILTER (WHERE {And(filter, $"{a[0]} IS NOT NULL")})", a);
            case "make_bag": return $"coalesce(kql_bags_merged({Json($"list({a[0]}{ordered}) FILTER (WHERE {And(filter, $"{a[0]} IS NOT NULL")})", a)}), '{{}}')";
            case "arg_max" or "arg_min": return Text(type, $"{operation}_null({a[0]}, {a[1]}){where}");
            case "take_any": return type == KqlType.String ? $"coalesce(any_value(nullif({a[0]}, '')){where}, '')" : $"any_value({a[0]}){where}";
            case "binary_all_and": return $"bit_and({a[0]}){where}";
            case "binary_all_or": return $"bit_or({a[0]}){where}";
            case "binary_all_xor": return $"bit_xor({a[0]}){where}";
            default: return null;
        }
    }

    public static string? Window(string operation, KqlType type, IReadOnlyList<SqlValue> a, string over)
    {
        var running = $"({over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)".Replace("( ", "(", StringComparison.Ordinal);
        return operation switch
        {
            "row_number" => $"(row_number() OVER ({over}) + {a[0]} - 1)",
            "row_cumsum" => $"coalesce(CAST(sum({a[0]}) OVER {running} AS {DuckDbDialect.TypeName(type)}), 0)",
            "running_max" => $"max({a[0]}) OVER {running}",
            "prev" => Text(type, a.Count > 1 ? $"lag({a[0]}, CAST({a[1]} AS INTEGER), {a[2]}) OVER ({over})" : $"lag({a[0]}) OVER ({over})"),
            "next" => Text(type, $"lead({a[0]}, CAST({a[1]} AS INTEGER), {a[2]}) OVER ({over})"),
            _ => null,
        };
    }

    private static string Text(KqlType type, string sql) => type == KqlType.String ? $"coalesce({sql}, '')" : sql;

    private static string And(string? filter, string condition) => filter is null ? condition : $"({filter}) AND {condition}";

    private static string Percentile(string value, SqlValue fraction) => $"quantile_disc({value}, {fraction})";

    /// <summary>A list of JSON as an array; a further argument is the most elements.</summary>
    private static string Json(string list, IReadOnlyList<SqlValue> a)
    {
        if (a.Count > 1) list = $"list_slice({list}, 1, {a[1]})";
        return $"('[' || coalesce(array_to_string({list}, ','), '') || ']')";
    }
}
