using System.Globalization;

namespace Watchfloor.Sigma.Correlation;

/// <summary>Spans of time as rules write them: a number and one of s, m, h, d (Sigma correlation specification 2.1, "Time Selection").</summary>
internal static class Timespans
{
    /// <summary>The longest span. Longer ones are typing mistakes, and adding them to a time could overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <summary>Reads a span; false when it is not one, is zero or is longer than <see cref="Longest"/>.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length is < 2 or > 10) return false;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        long seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        seconds *= number;
        if (seconds == 0 || seconds > (long)Longest.TotalSeconds) return false;
        span = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
