using Watchfloor.Events;

namespace Watchfloor.Sigma;

/// <summary>A detection rule that has been parsed (Sigma rules specification 2.1). Immutable.</summary>
public sealed record Rule : RuleDocument
{
    /// <summary>Fields worth showing.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Which events the rule wants to see.</summary>
    public required LogSource LogSource { get; init; }

    /// <summary>When an event matches.</summary>
    public required Expression Expression { get; init; }
}
