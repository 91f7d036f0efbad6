using System.Globalization;
using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>
/// The SQL of DuckDB. Native functions are called as <c>kql_</c> and their name; whoever runs the SQL registers them. A datetime and a
/// timespan are BIGINT, dynamic is JSON as VARCHAR, a guid VARCHAR in small letters.
/// </summary>
public class DuckDbDialect : ISqlDialect
{
    /// <summary>The dialect.</summary>
    public static DuckDbDialect Instance { get; } = new();

    /// <summary>A dialect that differs in something.</summary>
    protected DuckDbDialect()
    {
    }

    /// <inheritdoc/>
    public string Parameter(int number, KqlType type) => string.Create(CultureInfo.InvariantCulture, $"CAST(${number} AS {TypeName(type)})");

    /// <inheritdoc/>
    public string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <inheritdoc/>
    public string Null(KqlType type) => $"CAST(NULL AS {TypeName(type)})";

    /// <inheritdoc/>
    public string Stored(string column, ColumnStorage storage, KqlType type) => storage switch
    {
        ColumnStorage.Text => $"coalesce({column}, '')",
        ColumnStorage.Timestamp => DuckDbTimes.Ticks(column),
        ColumnStorage.Json => column,
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public virtual string Field(string column, Func<string, string> parameter, string name) => DuckDbDynamic.Property(column, parameter(DuckDbDynamic.Pointer(name)));

    /// <inheritdoc/>
    public string StoredMoment(string microseconds) => $"make_timestamp({microseconds})";

    /// <inheritdoc/>
    public string? Operation(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, Func<string, string> parameter)
    {
        var sql = DuckDbConversions.Of(operation, type, arguments) ?? DuckDbDynamic.Of(operation, arguments, parameter) ?? DuckDbTexts.Of(operation, arguments, parameter)
            ?? DuckDbTimes.Of(operation, arguments) ?? DuckDbNumbers.Of(operation, type, arguments) ?? DuckDbLogic.Of(operation, arguments);
        return sql ?? (NativeFunctions.All.ContainsKey(operation) ? Native(operation, type, arguments) : null);
    }

    /// <inheritdoc/>
    public string? Aggregate(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, string? filter, string? order) =>
        DuckDbAggregates.Of(operation, type, arguments, filter, order);

    /// <inheritdoc/>
    public string? Window(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, string over) => DuckDbAggregates.Window(operation, type, arguments, over);

    /// <inheritdoc/>
    public string SortKey(string value, KqlType type, bool isAscending, bool nullsFirst)
    {
        var way = isAscending ? "ASC" : "DESC";
        // What is not a number stands with null, and null outside of it.
        if (type == KqlType.Real) return $"(CASE WHEN {value} IS NULL THEN 2 WHEN isnan({value}) THEN 1 ELSE 0 END) {(nullsFirst ? "DESC" : "ASC")}, {value} {way}";
        return $"{value} {way} NULLS {(nullsFirst ? "FIRST" : "LAST")}";
    }

    /// <inheritdoc/>
    public string Range(string column, KqlType type, string from, string to, string step) =>
        type == KqlType.Real
            ? $"SELECT {from} + i * {step} AS {column} FROM (SELECT unnest(range(0, CAST(floor(({to} - {from}) / {step}) AS BIGINT) + 1)) AS i) AS r"
            : $"SELECT unnest(generate_series({from}, {to}, {step})) AS {column}";

    /// <inheritdoc/>
    public string Unnest(IReadOnlyList<(string Array, string Column)> arrays, string index, string? limit)
    {
        var lists = arrays.Select(a => limit is null ? $"from_json({a.Array}, '[\"JSON\"]')" : $"list_slice(from_json({a.Array}, '[\"JSON\"]'), 1, {limit})").ToList();
        var most = lists.Count == 1 ? $"len({lists[0]})" : $"greatest({string.Join(", ", lists.Select(l => $"len({l})"))})";
        return $"{string.Join(", ", lists.Select((l, i) => $"CAST(unnest({l}) AS VARCHAR) AS {arrays[i].Column}"))}, unnest(range(0, {most})) AS {index}";
    }

    /// <inheritdoc/>
    public string Sample(string count) => $" ORDER BY random() LIMIT {count}";

    /// <inheritdoc/>
    public string Shared(string name, string query) => $"{name} AS MATERIALIZED ({query})";

    /// <summary>The name of a type in SQL.</summary>
    internal static string TypeName(KqlType type) => type switch
    {
        KqlType.Bool => "BOOLEAN",
        KqlType.Int => "INTEGER",
        KqlType.Long or KqlType.DateTime or KqlType.TimeSpan => "BIGINT",
        KqlType.Real => "DOUBLE",
        KqlType.Decimal => "DECIMAL(38,8)",
        _ => "VARCHAR",
    };

    /// <summary>A call of a native function; its arguments and its result are texts.</summary>
    internal static string Native(string name, KqlType type, IEnumerable<SqlValue> arguments)
    {
        var call = $"kql_{name}({string.Join(", ", arguments.Select(a => TypeName(a.Type) == "VARCHAR" ? a.Sql : $"CAST({a.Sql} AS VARCHAR)"))})";
        return TypeName(type) == "VARCHAR" ? call : $"TRY_CAST({call} AS {TypeName(type)})";
    }

    /// <summary>Puts operands into a pattern: <c>{0}</c>, <c>{1}</c>.</summary>
    internal static string Fill(string pattern, IReadOnlyList<SqlValue> arguments)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '{' && i + 2 < pattern.Length && pattern[i + 2] == '}')
            {
                text.Append(arguments[pattern[i + 1] - '0'].Sql);
                i += 2;
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString();
    }
}
