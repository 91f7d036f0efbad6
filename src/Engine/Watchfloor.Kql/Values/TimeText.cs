using System.Buffers;
using System.Globalization;

namespace Watchfloor.Kql.Values;

/// <summary>Datetimes and timespans as text. Both are counted in ticks of 100 ns, a datetime from the year 1.</summary>
public static class TimeText
{
    private static readonly SearchValues<char> Number = SearchValues.Create("+-.0123456789");

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM", "yyyy", "MM/dd/yyyy", "M/d/yyyy",
        "M/d/yyyyTH:mm", "M/d/yyyyTH:mm:ss", "yyyyMMdd", "yyyyMMddTHHmmss", "yyyyMMddTHHmmssK",
    ];

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["d"] = TimeSpan.TicksPerDay, ["day"] = TimeSpan.TicksPerDay, ["days"] = TimeSpan.TicksPerDay,
        ["h"] = TimeSpan.TicksPerHour, ["hr"] = TimeSpan.TicksPerHour, ["hrs"] = TimeSpan.TicksPerHour, ["hour"] = TimeSpan.TicksPerHour, ["hours"] = TimeSpan.TicksPerHour,
        ["m"] = TimeSpan.TicksPerMinute, ["min"] = TimeSpan.TicksPerMinute, ["minute"] = TimeSpan.TicksPerMinute, ["minutes"] = TimeSpan.TicksPerMinute,
        ["s"] = TimeSpan.TicksPerSecond, ["sec"] = TimeSpan.TicksPerSecond, ["second"] = TimeSpan.TicksPerSecond, ["seconds"] = TimeSpan.TicksPerSecond,
        ["ms"] = TimeSpan.TicksPerMillisecond, ["milli"] = TimeSpan.TicksPerMillisecond, ["millis"] = TimeSpan.TicksPerMillisecond,
        ["millisecond"] = TimeSpan.TicksPerMillisecond, ["milliseconds"] = TimeSpan.TicksPerMillisecond,
        ["micro"] = TimeSpan.TicksPerMicrosecond, ["micros"] = TimeSpan.TicksPerMicrosecond, ["microsecond"] = TimeSpan.TicksPerMicrosecond,
        ["microseconds"] = TimeSpan.TicksPerMicrosecond, ["tick"] = 1, ["ticks"] = 1,
    };

    /// <summary>The ticks of a datetime; without a zone it is UTC. Null when the text is none.</summary>
    public static long? ParseMoment(string text)
    {
        text = text.Trim();
        // A space may stand for the T, and before a zone for nothing.
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0) text = text[..space] + "T" + text[(space + 1)..].Replace(" ", "", StringComparison.Ordinal);
        // Digits beyond the seventh are cut off.
        var point = text.LastIndexOf('.');
        if (point > 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - point > 8) text = text[..(point + 8)] + text[end..];
        }

        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.UtcTicks
            : null;
    }

    /// <summary>The ticks of a timespan: <c>1.02:03:04.5</c>, <c>15 seconds</c>, <c>1.5h</c>, or a bare number of days. Null when the text is none.</summary>
    public static long? ParseSpan(string text)
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span.Ticks : null;
        var split = text.AsSpan().IndexOfAnyExcept(Number);
        var number = (split < 0 ? text : text[..split]).Trim();
        var unit = split < 0 ? "d" : text[split..].Trim();
        if (!Units.TryGetValue(unit, out var ticks) || !decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return null;
        if (Math.Abs(amount) > 100_000_000_000_000_000_000m) return null;
        var total = amount * ticks;
        return Math.Abs(total) < long.MaxValue ? (long)total : null;
    }

    /// <summary>A datetime as JSON has it: seven digits of a second.</summary>
    public static string Moment(long ticks) =>
        ticks < 0 || ticks > DateTime.MaxValue.Ticks ? "" : new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A timespan: days, hours, minutes, seconds and their fraction without its last zeros.</summary>
    public static string Span(long ticks)
    {
        var text = new TimeSpan(ticks).ToString("c", CultureInfo.InvariantCulture);
        return text.LastIndexOf('.') > text.LastIndexOf(':') ? text.TrimEnd('0') : text;
    }
}
