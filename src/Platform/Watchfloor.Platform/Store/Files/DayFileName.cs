using System.Globalization;

namespace Watchfloor.Platform.Store.Files;

/// <summary>The name of a day file: <c>2026-11-24.std.db</c>, and <c>2026-11-24.std.2.db</c> where the first was damaged.</summary>
/// <param name="Day">The UTC day on which its events were received.</param>
/// <param name="Retention">Their retention class.</param>
/// <param name="Generation">1, or more after damage.</param>
internal readonly record struct DayFileName(DateOnly Day, string Retention, int Generation)
{
    public const string Ending = ".db";

    private const string DayFormat = "yyyy-MM-dd";

    /// <inheritdoc/>
    public override string ToString()
    {
        var day = Day.ToString(DayFormat, CultureInfo.InvariantCulture);
        return Generation == 1 ? $"{day}.{Retention}" : string.Create(CultureInfo.InvariantCulture, $"{day}.{Retention}.{Generation}");
    }

    /// <summary>Reads a file's name without its folder; other files than day files are none of ours.</summary>
    public static bool TryParse(string file, out DayFileName name)
    {
        name = default;
        if (!file.EndsWith(Ending, StringComparison.Ordinal)) return false;
        var parts = file[..^Ending.Length].Split('.');
        var generation = 1;
        if (parts.Length is not (2 or 3)
            || !DateOnly.TryParseExact(parts[0], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !RetentionClass.IsName(parts[1])
            || (parts.Length == 3 && (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out generation) || generation < 2)))
        {
            return false;
        }

        name = new DayFileName(day, parts[1], generation);
        return name.ToString() + Ending == file;
    }
}
