using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Conversions between types.</summary>
internal static class DuckDbConversions
{
    public static string? Of(string operation, KqlType type, IReadOnlyList<SqlValue> a) => operation switch
    {
        "to_string" => Text(a[0]),
        "to_dynamic" => Json(a[0].Type, a[0].Sql),
        "to_long" => Long(a[0]),
        "to_int" => $"TRY_CAST({Long(a[0])} AS INTEGER)",
        "to_real" => Number(a[0], "DOUBLE"),
        "to_decimal" => Number(a[0], "DECIMAL(38,8)"),
        "to_bool" => Bool(a[0]),
        "to_datetime" => a[0].Type is KqlType.String or KqlType.Dynamic ? DuckDbDialect.Native("parse_datetime", type, [AsText(a[0])]) : Long(a[0]),
        "to_timespan" => a[0].Type is KqlType.String or KqlType.Dynamic ? DuckDbDialect.Native("parse_timespan", type, [AsText(a[0])]) : Long(a[0]),
        "to_guid" => $"CAST(TRY_CAST({Text(a[0])} AS UUID) AS VARCHAR)",
        _ => null,
    };

    /// <summary>A value as JSON.</summary>
    public static string Json(KqlType type, string sql) => type switch
    {
        KqlType.Dynamic => sql,
        KqlType.String or KqlType.Guid => $"CAST(to_json({sql}) AS VARCHAR)",
        KqlType.Real => $"(CASE WHEN isfinite({sql}) THEN CAST({sql} AS VARCHAR) ELSE CAST(to_json(kql_real_text(CAST({sql} AS VARCHAR))) AS VARCHAR) END)",
        KqlType.DateTime => $"('\"' || {DuckDbTimes.Text(sql)} || '\"')",
        KqlType.TimeSpan => $"('\"' || kql_timespan_text(CAST({sql} AS VARCHAR)) || '\"')",
        KqlType.Decimal => Decimal(sql),
        _ => $"CAST({sql} AS VARCHAR)",
    };

    private static string Text(SqlValue value) => value.Type switch
    {
        KqlType.String or KqlType.Guid => value.Sql,
        KqlType.Dynamic => $"json_extract_string({value}, '$')",
        KqlType.Real => $"kql_real_text(CAST({value} AS VARCHAR))",
        KqlType.DateTime => DuckDbTimes.Text(value.Sql),
        KqlType.TimeSpan => $"kql_timespan_text(CAST({value} AS VARCHAR))",
        KqlType.Decimal => Decimal(value.Sql),
        _ => $"CAST({value} AS VARCHAR)",
    };

    private static string Decimal(string sql) => $"rtrim(rtrim(CAST({sql} AS VARCHAR), '0'), '.')";

    private static SqlValue AsText(SqlValue value) => new(Text(value), Constant.Of(""));

    private static string Long(SqlValue value) => value.Type switch
    {
        KqlType.Long or KqlType.DateTime or KqlType.TimeSpan => value.Sql,
        KqlType.Int or KqlType.Bool => $"CAST({value} AS BIGINT)",
        KqlType.Real or KqlType.Decimal => $"TRY_CAST(trunc({value}) AS BIGINT)",
        KqlType.Dynamic => $"TRY_CAST(trunc(TRY_CAST(json_extract_string({value}, '$') AS DECIMAL(38,8))) AS BIGINT)",
        _ => $"TRY_CAST(regexp_extract({value}, '^\\s*([-+]?\\d+)\\s*$', 1) AS BIGINT)",
    };

    private static string Number(SqlValue value, string type) => value.Type switch
    {
        KqlType.Dynamic => $"TRY_CAST(json_extract_string({value}, '$') AS {type})",
        KqlType.Bool => $"CAST(CAST({value} AS INTEGER) AS {type})",
        _ => $"TRY_CAST({value} AS {type})",
    };

    private static string Bool(SqlValue value) => value.Type switch
    {
        KqlType.Bool => value.Sql,
        KqlType.String or KqlType.Dynamic or KqlType.Guid => $"(CASE lower({Text(value)}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE WHEN '1' THEN TRUE WHEN '0' THEN FALSE END)",
        _ => $"({value} <> 0)",
    };
}
