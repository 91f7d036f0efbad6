using System.Globalization;
using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>Times in the formats of <c>format_datetime</c> and <c>format_timespan</c>. A time is given as its ticks of 100 ns.</summary>
internal static class TimeFormats
{
    /// <summary>A datetime, its ticks counted from the year 1; the empty text for null.</summary>
    public static string? Moment(ReadOnlySpan<string?> arguments)
    {
        if (arguments.Long(0) is not { } ticks || ticks < 0 || ticks > DateTime.MaxValue.Ticks) return "";
        var time = new DateTime(ticks, DateTimeKind.Utc);
        return Format(arguments.Text(1), (letter, count) => letter switch
        {
            'y' => Padded(count >= 4 ? time.Year : time.Year % 100, count),
            'M' => Padded(time.Month, count),
            'd' => Padded(time.Day, count),
            'h' => Padded((time.Hour + 11) % 12 + 1, count),
            't' => (time.Hour < 12 ? "AM" : "PM")[..Math.Min(count, 2)],
            _ => Clock(letter, count, time.TimeOfDay),
        });
    }

    /// <summary>A timespan; its sign is not shown. The empty text for null.</summary>
    public static string? Span(ReadOnlySpan<string?> arguments)
    {
        if (arguments.Long(0) is not { } ticks) return "";
        var span = new TimeSpan(ticks == long.MinValue ? long.MaxValue : Math.Abs(ticks));
        return Format(arguments.Text(1), (letter, count) => letter switch
        {
            'd' => Padded(span.Days, count),
            'h' => Padded(span.Hours, count),
            _ => Clock(letter, count, span),
        });
    }

    private static string? Clock(char letter, int count, TimeSpan time) => letter switch
    {
        'H' => Padded(time.Hours, count),
        'm' => Padded(time.Minutes, count),
        's' => Padded(time.Seconds, count),
        'f' => Fraction(time, count),
        'F' => Fraction(time, count).TrimEnd('0'),
        _ => null,
    };

    private static string Format(string format, Func<char, int, string?> element)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            var letter = format[at];
            var count = 1;
            while (at + count < format.Length && format[at + count] == letter) count++;
            at += count;
            if (element(letter, count) is not { } value)
            {
                text.Append(letter, count);
                continue;
            }

            // A fraction that is left out takes its point along.
            if (letter == 'F' && value.Length == 0 && text.Length > 0 && text[^1] == '.') text.Length--;
            text.Append(value);
        }

        return text.ToString();
    }

    private static string Padded(int number, int digits) => number.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Min(digits, 8), '0');

    private static string Fraction(TimeSpan time, int digits) =>
        (time.Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture)[..Math.Min(digits, 7)];
}
