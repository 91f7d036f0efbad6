using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Sql;

namespace Watchfloor.Platform.Store.Hunting;

/// <summary>A query in the SQL of DuckDB, and its rows as values of the query language.</summary>
internal static partial class KqlCommand
{
    /// <summary>The command of a query. Its connection must know the native functions.</summary>
    public static DuckDBCommand Create(DuckDBConnection connection, SqlQuery query)
    {
        // The database counts only the parameters that stand in the SQL, and numbers them anew.
        var used = new List<int>();
        var command = connection.CreateCommand();
        command.CommandText = Parameters().Replace(query.Text, match =>
        {
            var number = int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture);
            if (!used.Contains(number)) used.Add(number);
            return string.Create(CultureInfo.InvariantCulture, $"${used.IndexOf(number) + 1}");
        });
        foreach (var number in used) command.Parameters.Add(new DuckDBParameter(query.Parameters[number - 1].Value!));
        return command;
    }

    /// <summary>A value of a row: bool, long (also of int, and the ticks of times), double, decimal, string (also of guid, and the JSON of dynamic), or null.</summary>
    public static object? Read(DuckDBDataReader row, int at, KqlType type)
    {
        if (row.IsDBNull(at)) return null;
        return type switch
        {
            KqlType.Bool => row.GetBoolean(at),
            KqlType.Int => (long)row.GetInt32(at),
            KqlType.Long or KqlType.DateTime or KqlType.TimeSpan => row.GetInt64(at),
            KqlType.Real => row.GetDouble(at),
            KqlType.Decimal => row.GetDecimal(at),
            _ => row.GetString(at),
        };
    }

    [GeneratedRegex(@"\$[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Parameters();
}
