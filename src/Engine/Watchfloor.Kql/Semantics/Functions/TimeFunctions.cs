namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions of datetimes and timespans; weeks begin on Sunday.</summary>
internal static class TimeFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("now(offset: timespan?): datetime", "The moment at which the query began.", Named: ""),
        new("ago(x: timespan): datetime", "So long before the query began.", Named: ""),
        new("startofday(x: datetime, offset: long = 0): datetime", "The beginning of the day.", KeepsName: true),
        new("startofweek(x: datetime, offset: long = 0): datetime", "The beginning of the week.", KeepsName: true),
        new("startofmonth(x: datetime, offset: long = 0): datetime", "The beginning of the month.", KeepsName: true),
        new("startofyear(x: datetime, offset: long = 0): datetime", "The beginning of the year.", KeepsName: true),
        new("endofday(x: datetime, offset: long = 0): datetime", "The last tick of the day.", KeepsName: true),
        new("endofweek(x: datetime, offset: long = 0): datetime", "The last tick of the week.", KeepsName: true),
        new("endofmonth(x: datetime, offset: long = 0): datetime", "The last tick of the month.", KeepsName: true),
        new("endofyear(x: datetime, offset: long = 0): datetime", "The last tick of the year.", KeepsName: true),
        new("getyear(x: datetime): int", "The year."),
        new("getmonth(x: datetime): int", "The month."),
        new("monthofyear(x: datetime): int", "The month.", Named: "getmonth"),
        new("dayofmonth(x: datetime): int", "The day of the month."),
        new("dayofyear(x: datetime): int", "The day of the year."),
        new("dayofweek(x: datetime): timespan", "The days since Sunday."),
        new("hourofday(x: datetime): int", "The hour."),
        new("week_of_year(x: datetime): int", "The week by ISO 8601."),
        new("weekofyear(x: datetime): int", "The week by ISO 8601.", Named: "week_of_year"),
        new("datetime_part(part: part, x: datetime): int", "A part of a datetime."),
        new("datetime_add(part: part, n: long, x: datetime): datetime", "A datetime so many parts later."),
        new("datetime_diff(part: part, a: datetime, b: datetime): long", "How many borders of a part lie between two datetimes."),
        new("make_datetime(year: long, month: long, day: long): datetime", "A datetime of its parts."),
        new("make_datetime(year: long, month: long, day: long, hour: long, minute: long): datetime", "A datetime of its parts."),
        new("make_datetime(year: long, month: long, day: long, hour: long, minute: long, second: real): datetime", "A datetime of its parts."),
        new("make_timespan(hour: long, minute: long): timespan", "A timespan of its parts."),
        new("make_timespan(hour: long, minute: long, second: real): timespan", "A timespan of its parts."),
        new("make_timespan(day: long, hour: long, minute: long, second: real): timespan", "A timespan of its parts."),
        new("unixtime_seconds_todatetime(x: real): datetime", "A datetime of its seconds since 1970."),
        new("unixtime_milliseconds_todatetime(x: real): datetime", "A datetime of its milliseconds since 1970."),
        new("unixtime_microseconds_todatetime(x: long): datetime", "A datetime of its microseconds since 1970."),
        new("unixtime_nanoseconds_todatetime(x: long): datetime", "A datetime of its nanoseconds since 1970."),
        new("format_datetime(x: datetime, format: string): string", "A datetime in a format of one's own."),
        new("format_timespan(x: timespan, format: string): string", "A timespan in a format of one's own."),
    ];
}
