using System.Globalization;

namespace Watchfloor.Sigma.Correlation;

/// <summary>Spans of time as rules write them: a number and one of s, m, h, d (Sigma correlation specification 2.1, "Time Selection").</summary>
internal static class Timespans
{
    /// <summary>The longest span. Longer ones are typing mistakes, and adding them to a time could overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <summary>The span as a rule would write it, in the largest unit that holds it in whole numbers.</summary>
    public static string Show(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        var (unit, name) = seconds % 86_400 == 0 ? (86_400, 'd') : seconds % 3_600 == 0 ? (3_600, 'h') : seconds % 60 == 0 ? (60, 'm') : (1, 's');
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit}{name}");
    }

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
