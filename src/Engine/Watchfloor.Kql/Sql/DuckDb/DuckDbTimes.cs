using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Operations on times. The year 1 began on a Monday.</summary>
internal static class DuckDbTimes
{
    private const string Day = "864000000000";
    private const string Hour = "36000000000";

    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["startofday"] = $"(({{0}} // {Day} + {{1}}) * {Day})",
        ["endofday"] = $"(({{0}} // {Day} + {{1}} + 1) * {Day} - 1)",
        ["startofweek"] = $"((((({{0}} // {Day}) + 1) // 7 + {{1}}) * 7 - 1) * {Day})",
        ["endofweek"] = $"((((({{0}} // {Day}) + 1) // 7 + {{1}} + 1) * 7 - 1) * {Day} - 1)",
        ["startofmonth"] = Month("{0}", "{1}"),
        ["endofmonth"] = $"({Month("{0}", "{1} + 1")} - 1)",
        ["startofyear"] = Year("{0}", "{1}"),
        ["endofyear"] = $"({Year("{0}", "{1} + 1")} - 1)",
        ["getyear"] = $"CAST(year({Stamp("{0}")}) AS INTEGER)",
        ["getmonth"] = $"CAST(month({Stamp("{0}")}) AS INTEGER)",
        ["dayofmonth"] = $"CAST(day({Stamp("{0}")}) AS INTEGER)",
        ["dayofyear"] = $"CAST(dayofyear({Stamp("{0}")}) AS INTEGER)",
        ["dayofweek"] = $"(((({{0}} // {Day}) + 1) % 7) * {Day})",
        ["hourofday"] = $"CAST(({{0}} // {Hour}) % 24 AS INTEGER)",
        ["week_of_year"] = $"CAST(week({Stamp("{0}")}) AS INTEGER)",
        ["make_datetime/3"] = Ticks("TRY(make_timestamp({0}, {1}, {2}, 0, 0, 0.0))"),
        ["make_datetime/5"] = Ticks("TRY(make_timestamp({0}, {1}, {2}, {3}, {4}, 0.0))"),
        ["make_datetime/6"] = Ticks("TRY(make_timestamp({0}, {1}, {2}, {3}, {4}, {5}))"),
        ["make_timespan/2"] = "({0} * 36000000000 + {1} * 600000000)",
        ["make_timespan/3"] = "({0} * 36000000000 + {1} * 600000000 + CAST({2} * 10000000 AS BIGINT))",
        ["make_timespan/4"] = "({0} * 864000000000 + {1} * 36000000000 + {2} * 600000000 + CAST({3} * 10000000 AS BIGINT))",
        ["unixtime_seconds_todatetime/1"] = "(621355968000000000 + CAST({0} * 10000000 AS BIGINT))",
        ["unixtime_milliseconds_todatetime/1"] = "(621355968000000000 + CAST({0} * 10000 AS BIGINT))",
        ["unixtime_microseconds_todatetime/1"] = "(621355968000000000 + CAST({0} * 10 AS BIGINT))",
        ["unixtime_nanoseconds_todatetime/1"] = "(621355968000000000 + CAST({0} // 100 AS BIGINT))",
    };

    private static readonly Dictionary<string, string> Lengths = new(StringComparer.Ordinal)
    {
        ["week"] = "6048000000000", ["week_of_year"] = "6048000000000", ["day"] = Day, ["dayofyear"] = Day, ["hour"] = Hour, ["minute"] = "600000000", ["second"] = "10000000",
        ["millisecond"] = "10000", ["microsecond"] = "10",
    };

    /// <summary>A timestamp as ticks.</summary>
    public static string Ticks(string timestamp) => $"((epoch_us({timestamp}) + 62135596800000000) * 10)";

    /// <summary>Ticks as a timestamp.</summary>
    public static string Stamp(string ticks) => $"make_timestamp(({ticks} // 10) - 62135596800000000)";

    /// <summary>A datetime as JSON has it.</summary>
    public static string Text(string ticks) => $"(strftime({Stamp(ticks)}, '%Y-%m-%dT%H:%M:%S.%f') || CAST({ticks} % 10 AS VARCHAR) || 'Z')";

    public static string? Of(string operation, IReadOnlyList<SqlValue> a) => operation switch
    {
        "datetime_part" => Part(PartOf(a), a[1].Sql),
        "datetime_add" => Add(PartOf(a), a[1].Sql, a[2].Sql),
        "datetime_diff" => $"({Count(PartOf(a), a[1].Sql)} - {Count(PartOf(a), a[2].Sql)})",
        _ => Patterns.TryGetValue(operation, out var pattern) || Patterns.TryGetValue($"{operation}/{a.Count}", out pattern) ? DuckDbDialect.Fill(pattern, a) : null,
    };

    private static string PartOf(IReadOnlyList<SqlValue> a) => (string)((Constant)a[0].Scalar).Value!;

    private static string Part(string part, string ticks) => part switch
    {
        "hour" => $"CAST(({ticks} // {Hour}) % 24 AS INTEGER)",
        "minute" => $"CAST(({ticks} // 600000000) % 60 AS INTEGER)",
        "second" => $"CAST(({ticks} // 10000000) % 60 AS INTEGER)",
        "millisecond" => $"CAST(({ticks} // 10000) % 1000 AS INTEGER)",
        "microsecond" => $"CAST(({ticks} // 10) % 1000000 AS INTEGER)",
        "nanosecond" => $"CAST(({ticks} % 10000000) * 100 AS INTEGER)",
        "week" or "week_of_year" => $"CAST(week({Stamp(ticks)}) AS INTEGER)",
        "dayofyear" => $"CAST(dayofyear({Stamp(ticks)}) AS INTEGER)",
        _ => $"CAST({part}({Stamp(ticks)}) AS INTEGER)",
    };

    private static string Add(string part, string count, string ticks)
    {
        if (Lengths.TryGetValue(part, out var length)) return $"({ticks} + {count} * {length})";
        if (part == "nanosecond") return $"({ticks} + {count} // 100)";
        var months = part switch { "year" => "12", "quarter" => "3", _ => "1" };
        return $"({Ticks($"({Stamp(ticks)} + to_months(CAST({count} * {months} AS INTEGER)))")} + {ticks} % 10)";
    }

    /// <summary>How many borders of a part lie before a datetime.</summary>
    private static string Count(string part, string ticks) => part switch
    {
        "year" => $"year({Stamp(ticks)})",
        "quarter" => $"(year({Stamp(ticks)}) * 4 + quarter({Stamp(ticks)}))",
        "month" => $"(year({Stamp(ticks)}) * 12 + month({Stamp(ticks)}))",
        "week" or "week_of_year" => $"((({ticks} // {Day}) + 1) // 7)",
        "nanosecond" => $"({ticks} * 100)",
        _ => $"({ticks} // {Lengths[part]})",
    };

    private static string Month(string ticks, string offset) => Ticks($"(date_trunc('month', {Stamp(ticks)}) + to_months(CAST({offset} AS INTEGER)))");

    private static string Year(string ticks, string offset) => Ticks($"(date_trunc('year', {Stamp(ticks)}) + to_years(CAST({offset} AS INTEGER)))");
}
