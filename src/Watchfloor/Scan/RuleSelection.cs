using Watchfloor.Events;
using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>Which rules are wanted; what is left empty wants all.</summary>
internal sealed record RuleSelection
{
    /// <summary>The mildest level wanted.</summary>
    public RuleLevel MinLevel { get; init; } = RuleLevel.Informational;

    /// <summary>The status wanted, any of these.</summary>
    public IReadOnlyList<RuleStatus> Statuses { get; init; } = [];

    /// <summary>Tags wanted, any of these. A tag stands for those below it too: <c>attack.t1059</c> for <c>attack.t1059.001</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The log source wanted: every name given here must be the rule's.</summary>
    public LogSource LogSource { get; init; } = new();

    /// <summary>True when a rule that says this about itself is wanted.</summary>
    public bool Wants(RuleLevel level, RuleStatus status, IReadOnlyList<string> tags) =>
        level >= MinLevel
        && (Statuses.Count == 0 || Statuses.Contains(status))
        && (Tags.Count == 0 || tags.Any(tag => Tags.Any(wanted => IsOrIsBelow(tag, wanted))));

    /// <summary>True when this rule is wanted.</summary>
    public bool Wants(Rule rule) => Wants(rule.Level, rule.Status, rule.Tags) && LogSource.Wants(rule.LogSource);

    private static bool IsOrIsBelow(string tag, string wanted) =>
        tag.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (tag.Length == wanted.Length || tag[wanted.Length] == '.');
}
