using System.Globalization;
using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Operations on dynamic values, which are JSON.</summary>
internal static class DuckDbDynamic
{
    /// <summary>A property of JSON; null where it is missing or null. The pointer is a parameter.</summary>
    public static string Property(string json, string pointer) => $"nullif(CAST(json_extract({json}, {pointer}) AS VARCHAR), 'null')";

    /// <summary>A property's name as a JSON pointer (RFC 6901), which takes any name.</summary>
    public static string Pointer(string name) => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string? Of(string operation, IReadOnlyList<SqlValue> a, Func<string, string> parameter) => operation switch
    {
        "dynamic_index" => Index(a, parameter),
        "in_array" => $"coalesce({DuckDbDialect.Native("set_has_element", KqlType.Bool, [a[1], a[0]])}, FALSE)",
        "pack_array" => a.Count == 0 ? "'[]'" : $"('[' || {string.Join(" || ',' || ", a.Select(v => v.Scalar.IsNullable ? $"coalesce({v}, 'null')" : v.Sql))} || ']')",
        "range_array" => Range(a),
        _ => null,
    };

    private static string? Index(IReadOnlyList<SqlValue> a, Func<string, string> parameter)
    {
        if (a[1].Scalar is not Constant { Value: string key }) return null;
        if (JsonText.String(key) is { } name) return Property(a[0].Sql, parameter(Pointer(name)));
        if (!long.TryParse(key, CultureInfo.InvariantCulture, out var index)) return null;
        var path = index >= 0 ? $"$[{index}]" : $"$[#{index}]";
        return Property(a[0].Sql, parameter(path));
    }

    private static string Range(IReadOnlyList<SqlValue> a)
    {
        var step = a.Count > 2 ? a[2].Sql : "1";
        if (a.All(v => v.Type.IsWhole())) return $"CAST(to_json(generate_series(CAST({a[0]} AS BIGINT), CAST({a[1]} AS BIGINT), CAST({step} AS BIGINT))) AS VARCHAR)";
        return $"CAST(to_json(list_transform(range(0, CAST(floor(({a[1]} - {a[0]}) / {step}) AS BIGINT) + 1), lambda i: CAST({a[0]} + i * {step} AS DOUBLE))) AS VARCHAR)";
    }
}
