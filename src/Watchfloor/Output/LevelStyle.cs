using Spectre.Console;
using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>How a level looks on a terminal. The sixteen basic colours follow the user's own theme.</summary>
internal static class LevelStyle
{
    /// <summary>The style of a level's word.</summary>
    public static Style Of(Level level) => level switch
    {
        Level.Critical => new Style(Color.Red, decoration: Decoration.Bold),
        Level.High => new Style(Color.Red),
        Level.Medium => new Style(Color.Olive),
        Level.Low => new Style(Color.Teal),
        _ => new Style(decoration: Decoration.Dim),
    };
}
