using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>A version as one number, so that versions compare as numbers do.</summary>
internal static class Versions
{
    /// <summary>One to four parts of at most eight digits each; those that are missing are zero.</summary>
    public static string? Parse(ReadOnlySpan<string?> arguments)
    {
        var parts = arguments.Text(0).Split('.');
        if (parts.Length > 4) return null;
        var version = 0m;
        for (var i = 0; i < 4; i++)
        {
            var part = 0u;
            if (i < parts.Length && (parts[i].Length > 8 || !uint.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out part))) return null;
            version = (version * 100_000_000m) + part;
        }

        return version.ToString(CultureInfo.InvariantCulture);
    }
}
