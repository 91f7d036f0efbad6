using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchfloor.Kql.Native;

/// <summary>Times from and to text. Times are ticks of 100 ns; datetimes are counted from the year 1, in UTC.</summary>
internal static partial class TimeTexts
{
    /// <summary>The forms that the page on the datetime type lists beside ISO 8601, and dates with slashes, the month first.</summary>
    private static readonly string[] Forms =
    [
        .. from day in new[] { "ddd, d MMM yy", "d MMM yy", "ddd, d MMM yyyy", "d MMM yyyy", "dddd, dd-MMM-yy", "dd-MMM-yy" }
           from time in new[] { " HH:mm:ss 'GMT'", " HH:mm:ss", " HH:mm 'GMT'", " HH:mm" }
           select day + time,
        "M/d/yyyy HH:mm:ss", "M/d/yyyy HH:mm", "M/d/yyyy h:mm:ss tt", "M/d/yyyy",
    ];

    /// <summary>Null when the text is no datetime.</summary>
    public static string? ParseMoment(ReadOnlySpan<string?> arguments) => Arguments.Text(Moment(arguments.Text(0).Trim()));

    /// <summary>Null when the text is no timespan. A number alone is days.</summary>
    public static string? ParseSpan(ReadOnlySpan<string?> arguments) => Arguments.Text(Span(arguments.Text(0).Trim()));

    /// <summary>Days, hours, minutes, seconds and, where there is one, a fraction of seven digits.</summary>
    public static string? ShowSpan(ReadOnlySpan<string?> arguments) =>
        arguments.Long(0) is { } ticks ? new TimeSpan(ticks).ToString("c", CultureInfo.InvariantCulture) : "";

    /// <summary>ISO 8601 with a fraction of seven digits.</summary>
    public static string? ShowMoment(ReadOnlySpan<string?> arguments) =>
        arguments.Long(0) is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture) : "";

    private static long? Moment(string text)
    {
        if (Iso().Match(text) is not { Success: true } iso)
            return DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time.Ticks : null;
        var (year, month, day) = (Number(iso, "year"), Number(iso, "month"), Number(iso, "day"));
        var (hour, minute, second) = (Number(iso, "hour"), Number(iso, "minute"), Number(iso, "second"));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
        var fraction = iso.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        var offset = ((Number(iso, "zoneHours") * 60L) + Number(iso, "zoneMinutes")) * TimeSpan.TicksPerMinute;
        ticks -= iso.Groups["sign"].Value == "-" ? -offset : offset;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : ticks;
    }

    private static long? Span(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)) return span.Ticks;
        if (Unit().Match(text) is not { Success: true } unit || !decimal.TryParse(unit.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        var ticks = unit.Groups["unit"].Value switch
        {
            "tick" or "ticks" => 1,
            "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
            "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "s" or "sec" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "min" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hr" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "" or "d" or "day" or "days" => TimeSpan.TicksPerDay,
            _ => 0,
        };
        return ticks == 0 || Math.Abs(number) > long.MaxValue / ticks ? null : (long)(number * ticks);
    }

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:[Tt ](?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]+))?)?)?(?: ?(?:[Zz]|GMT|UTC|(?<sign>[+-])(?<zoneHours>[0-9]{2}):?(?<zoneMinutes>[0-9]{2})))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<number>-?[0-9]+(?:\.[0-9]+)?) *(?<unit>[a-z]*)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Unit();
}
