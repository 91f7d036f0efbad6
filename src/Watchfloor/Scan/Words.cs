using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>The words for levels and status that rules, options and outputs use.</summary>
internal static class Words
{
    /// <summary>The words for <see cref="RuleLevel"/>, in its order.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["informational", "low", "medium", "high", "critical"];

    /// <summary>The words for <see cref="RuleStatus"/>, in its order.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["unsupported", "deprecated", "experimental", "test", "stable"];

    /// <summary>The level's word.</summary>
    public static string Name(this RuleLevel level) => Levels[(int)level];

    /// <summary>The status's word.</summary>
    public static string Name(this RuleStatus status) => Statuses[(int)status];
}
