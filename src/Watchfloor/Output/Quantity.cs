using System.Globalization;

namespace Watchfloor.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Quantity
{
    /// <summary>A count with its noun: <c>1 rule</c>, <c>3,780 rules</c>.</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A size in decimal units: <c>999 B</c>, <c>12.3 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        ReadOnlySpan<string> units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        // 999.95 would be rounded up to a fourth digit.
        for (; bytes >= 999.95 && unit < units.Length - 1; unit++) bytes /= 1_000;
        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>A time span to the second: <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3_600 => $"{seconds / 60} min {seconds % 60:00} s",
            _ => $"{seconds / 3_600} h {seconds % 3_600 / 60:00} min",
        };
    }
}
