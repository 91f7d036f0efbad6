using Spectre.Console;
using Watchfloor.Sigma;

namespace Watchfloor.Output;

/// <summary>How a level looks on a terminal. The sixteen basic colours follow the user's own theme.</summary>
internal static class LevelStyle
{
    /// <summary>The style of a level's word.</summary>
    public static Style Of(RuleLevel level) => level switch
    {
        RuleLevel.Critical => new Style(Color.Red, decoration: Decoration.Bold),
        RuleLevel.High => new Style(Color.Red),
        RuleLevel.Medium => new Style(Color.Olive),
        RuleLevel.Low => new Style(Color.Teal),
        _ => new Style(decoration: Decoration.Dim),
    };
}
