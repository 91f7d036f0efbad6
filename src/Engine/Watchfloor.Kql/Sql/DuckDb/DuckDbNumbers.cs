using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Operations on numbers. Where a function has no value, it gives null and no error.</summary>
internal static class DuckDbNumbers
{
    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["add"] = "({0} + {1})",
        ["subtract"] = "({0} - {1})",
        ["multiply"] = "({0} * {1})",
        ["divide"] = "({0} / {1})",
        ["divide_whole"] = "({0} // {1})",
        ["modulo"] = "((({0} % {1}) + abs({1})) % abs({1}))",
        ["negate"] = "(- {0})",
        ["ticks_real"] = "CAST({0} AS DOUBLE)",
        ["real_ticks"] = "TRY_CAST(trunc({0}) AS BIGINT)",
        ["abs"] = "abs({0})",
        ["bin_real"] = "(CASE WHEN {1} > 0 THEN floor({0} / {1}) * {1} END)",
        ["bin_at_whole"] = "(CASE WHEN {1} > 0 THEN {0} - (((({0} - {2}) % {1}) + {1}) % {1}) END)",
        ["bin_at_real"] = "(CASE WHEN {1} > 0 THEN {2} + floor(({0} - {2}) / {1}) * {1} END)",
        ["ceiling"] = "CAST(ceil({0}) AS DOUBLE)",
        ["round"] = "round(CAST({0} AS DOUBLE), CAST({1} AS INTEGER))",
        ["sign"] = "CAST(sign({0}) AS DOUBLE)",
        ["sqrt"] = "(CASE WHEN {0} >= 0 THEN sqrt({0}) END)",
        ["pow"] = "pow({0}, {1})",
        ["exp"] = "exp({0})",
        ["exp2"] = "pow(2.0::DOUBLE, {0})",
        ["exp10"] = "pow(10.0::DOUBLE, {0})",
        ["log"] = "(CASE WHEN {0} > 0 THEN ln({0}) END)",
        ["log2"] = "(CASE WHEN {0} > 0 THEN log2({0}) END)",
        ["log10"] = "(CASE WHEN {0} > 0 THEN log10({0}) END)",
        ["pi"] = "pi()",
        ["degrees"] = "degrees({0})",
        ["radians"] = "radians({0})",
        ["sin"] = "(CASE WHEN isfinite({0}) THEN sin({0}) END)",
        ["cos"] = "(CASE WHEN isfinite({0}) THEN cos({0}) END)",
        ["tan"] = "(CASE WHEN isfinite({0}) THEN tan({0}) END)",
        ["asin"] = "(CASE WHEN {0} BETWEEN -1 AND 1 THEN asin({0}) END)",
        ["acos"] = "(CASE WHEN {0} BETWEEN -1 AND 1 THEN acos({0}) END)",
        ["atan"] = "atan({0})",
        ["atan2"] = "atan2({0}, {1})",
        ["cot"] = "(CASE WHEN isfinite({0}) AND {0} <> 0 THEN cot({0}) END)",
        ["isnan"] = "isnan({0})",
        ["isinf"] = "isinf({0})",
        ["isfinite"] = "isfinite({0})",
        ["rand"] = "random()",
        ["rand_below"] = "floor(random() * {0})",
        ["binary_and"] = "({0} & {1})",
        ["binary_or"] = "({0} | {1})",
        ["binary_xor"] = "xor({0}, {1})",
        ["binary_not"] = "(~ {0})",
        ["binary_shift_left"] = "CAST((CAST({0} AS HUGEINT) * CAST(pow(2, {1} % 64) AS HUGEINT)) & 9223372036854775807 AS BIGINT)",
        ["binary_shift_right"] = "({0} >> ({1} % 64))",
        ["bitset_count_ones"] = "CAST(bit_count({0}) AS BIGINT)",
    };

    public static string? Of(string operation, KqlType type, IReadOnlyList<SqlValue> a)
    {
        if (operation == "bin_whole") return Bin(a);
        if (operation == "tohex") return Hex(a);
        // DuckDB multiplies the scales of decimals.
        if (type == KqlType.Decimal && operation is "multiply" or "divide" or "modulo")
            a = [.. a.Select(v => v with { Sql = $"CAST({v} AS DOUBLE)" })];
        var sql = Patterns.TryGetValue(operation, out var pattern) ? DuckDbDialect.Fill(pattern, a) : null;
        return sql is not null && type == KqlType.Decimal && operation is "multiply" or "divide" or "modulo" or "add" or "subtract" ? $"TRY_CAST({sql} AS DECIMAL(38,8))" : sql;
    }

    /// <summary>A datetime is never negative.</summary>
    private static string Bin(IReadOnlyList<SqlValue> a)
    {
        var sql = a[0].Type == KqlType.DateTime ? $"({a[0]} // {a[1]} * {a[1]})" : $"({a[0]} - ((({a[0]} % {a[1]}) + {a[1]}) % {a[1]}))";
        return a[1].Scalar is Constant { Value: > 0L } ? sql : $"(CASE WHEN {a[1]} > 0 THEN {sql} END)";
    }

    private static string Hex(IReadOnlyList<SqlValue> a)
    {
        var digits = a[0].Type == KqlType.Int ? $"lower(to_hex(CAST({a[0]} AS BIGINT) & 4294967295))" : $"lower(to_hex(CAST({a[0]} AS BIGINT)))";
        return $"(repeat('0', greatest(0, CAST(least({a[1]}, 64) AS INTEGER) - length({digits}))) || {digits})";
    }
}
