using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>Numbers as text.</summary>
internal static class Numbers
{
    /// <summary>A real in the fewest digits that give it again, with at least one behind the point.</summary>
    public static string? ShowReal(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        if (text.Length == 0) return "";
        var value = text switch
        {
            "inf" or "Infinity" => double.PositiveInfinity,
            "-inf" or "-Infinity" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
        };
        var shown = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value) && !shown.AsSpan().ContainsAny('.', 'E') ? shown + ".0" : shown;
    }
}
