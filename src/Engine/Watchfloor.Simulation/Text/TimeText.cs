using Watchfloor.Simulation.Chance;

namespace Watchfloor.Simulation.Text;

/// <summary>Moments in the spellings of logs.</summary>
internal static class TimeText
{
    private static readonly string[] _months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary><c>2026-03-02T08:15:00.123Z</c></summary>
    public static Utf8Buffer Rfc3339(this Utf8Buffer to, long time) => to.Date(time).Raw((byte)'T').Clock(time).Raw((byte)'.').Padded(Millis(time), 3).Raw((byte)'Z');

    /// <summary><c>2026-03-02T08:15:00Z</c></summary>
    public static Utf8Buffer Rfc3339Seconds(this Utf8Buffer to, long time) => to.Date(time).Raw((byte)'T').Clock(time).Raw((byte)'Z');

    /// <summary><c>2026-03-02 08:15:00.123</c>, as Sysmon writes UTC.</summary>
    public static Utf8Buffer SysmonTime(this Utf8Buffer to, long time) => to.Date(time).Raw((byte)' ').Clock(time).Raw((byte)'.').Padded(Millis(time), 3);

    /// <summary><c>2026-03-02T09:15:00.123456+01:00</c>, as rsyslog writes local time.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="time">The moment.</param>
    /// <param name="zone">The local time's distance from UTC, in microseconds.</param>
    public static Utf8Buffer SyslogTime(this Utf8Buffer to, long time, long zone) =>
        to.Date(time + zone).Raw((byte)'T').Clock(time + zone).Raw((byte)'.').Padded(time % Span.Second, 6).Zone(zone, colon: true);

    /// <summary><c>02/Mar/2026:09:15:00 +0100</c>, the common log format's.</summary>
    public static Utf8Buffer ClfTime(this Utf8Buffer to, long time, long zone)
    {
        var (year, month, day) = Civil(time + zone);
        return to.Padded(day, 2).Raw((byte)'/').Raw(_months[month - 1]).Raw((byte)'/').Padded(year, 4).Raw((byte)':')
            .Clock(time + zone).Raw((byte)' ').Zone(zone, colon: false);
    }

    /// <summary>Seconds since 1970 with so many digits behind the point.</summary>
    public static Utf8Buffer Epoch(this Utf8Buffer to, long time, int digits)
    {
        var fraction = time % Span.Second;
        for (var i = digits; i < 6; i++) fraction /= 10;
        return to.Number(time / Span.Second).Raw((byte)'.').Padded(fraction, digits);
    }

    /// <summary><c>2026-03-02</c></summary>
    public static Utf8Buffer Date(this Utf8Buffer to, long time)
    {
        var (year, month, day) = Civil(time);
        return to.Padded(year, 4).Raw((byte)'-').Padded(month, 2).Raw((byte)'-').Padded(day, 2);
    }

    /// <summary><c>08:15:00</c></summary>
    public static Utf8Buffer Clock(this Utf8Buffer to, long time)
    {
        var seconds = time / Span.Second % 86_400;
        return to.Padded(seconds / 3_600, 2).Raw((byte)':').Padded(seconds / 60 % 60, 2).Raw((byte)':').Padded(seconds % 60, 2);
    }

    /// <summary>Year, month and day of a moment, by the civil calendar (days from 0000-03-01 in eras of 400 years).</summary>
    public static (int Year, int Month, int Day) Civil(long time)
    {
        var days = (time / Span.Day) + 719_468;
        var era = days / 146_097;
        var ofEra = days - (era * 146_097);
        var yearOfEra = (ofEra - (ofEra / 1_460) + (ofEra / 36_524) - (ofEra / 146_096)) / 365;
        var ofYear = ofEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * ofYear) + 2) / 153;
        var day = (int)(ofYear - (((153 * shifted) + 2) / 5) + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return ((int)(yearOfEra + (era * 400)) + (month <= 2 ? 1 : 0), month, day);
    }

    private static long Millis(long time) => time / Span.Millisecond % 1_000;

    private static Utf8Buffer Zone(this Utf8Buffer to, long zone, bool colon)
    {
        var minutes = Math.Abs(zone) / Span.Minute;
        to.Raw(zone < 0 ? (byte)'-' : (byte)'+').Padded(minutes / 60, 2);
        if (colon) to.Raw((byte)':');
        return to.Padded(minutes % 60, 2);
    }
}
