using Watchfloor.Sigma;

namespace Watchfloor.Analysis.Rules;

/// <summary>Levels by their names in Sigma.</summary>
internal static class Levels
{
    private static readonly string[] _names = ["informational", "low", "medium", "high", "critical"];

    /// <summary>All names, least first.</summary>
    public static IReadOnlyList<string> Names => _names;

    /// <summary>A level's name.</summary>
    public static string Name(RuleLevel level) => _names[(int)level];
}
