using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>A number of bytes with its unit; each unit is 1,024 of the one before.</summary>
internal static class ByteSizes
{
    private static readonly string[] Units = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>The arguments are the size, the digits behind the point (0) and the unit, the largest that leaves at least one where none is given.</summary>
    public static string? Format(ReadOnlySpan<string?> arguments)
    {
        if (!double.TryParse(arguments.Text(0), NumberStyles.Float, CultureInfo.InvariantCulture, out var size) || !double.IsFinite(size)) return "";
        var wanted = arguments.Text(2);
        var unit = 0;
        if (wanted.Length > 0)
        {
            unit = Array.FindIndex(Units, u => u.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (unit < 0) return "";
        }
        else
        {
            while (unit < Units.Length - 1 && Math.Abs(size) >= Math.Pow(1024, unit + 1)) unit++;
        }

        var digits = Math.Clamp(arguments.Index(1, 0), 0, 15);
        var number = Math.Round(size / Math.Pow(1024, unit), digits, MidpointRounding.AwayFromZero);
        return number.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
