using System.Globalization;

namespace Watchfloor.Output;

/// <summary>Times as RFC 3339 §5.6 writes them, always in UTC.</summary>
internal static class Rfc3339
{
    /// <summary>The time to its last digit that is not zero, such as <c>2026-03-01T08:15:30.25Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time to the second, for people.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
