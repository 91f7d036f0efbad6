using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Analysis;

/// <summary>The rules as they run now.</summary>
public sealed record RuleSetState
{
    /// <summary>The SHA-256 of the rule files; empty when no rules were given.</summary>
    public required string Hash { get; init; }

    /// <summary>How many rules, correlations and filters run.</summary>
    public required int Loaded { get; init; }

    /// <summary>How many were refused.</summary>
    public required int Refused { get; init; }

    /// <summary>Why each was refused.</summary>
    public required IReadOnlyList<RuleFaultInfo> Faults { get; init; }
}

/// <summary>What is wrong with a rule.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record RuleFaultInfo(string File, int Line, int Column, string Message);

/// <summary>A rule that runs.</summary>
public sealed record RuleInfo
{
    /// <summary>The rule's id, or what stands for it when it has none.</summary>
    public required string Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The level.</summary>
    public required string Level { get; init; }

    /// <summary>The status.</summary>
    public required string Status { get; init; }

    /// <summary>The tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The file it stands in.</summary>
    public required string File { get; init; }

    /// <summary>True for a correlation.</summary>
    public required bool IsCorrelation { get; init; }

    /// <summary>How often it matched since the server started.</summary>
    public required long Hits { get; init; }
}

/// <summary>Asks for the state of the rule set.</summary>
public sealed record GetRuleSet : IRequest<RuleSetState>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.RulesRead;
}

/// <summary>Asks for a page of the rules that run, in the order of their titles.</summary>
public sealed record ListRules : IRequest<Page<RuleInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.RulesRead;

    /// <summary>How many, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>The JSON of rules.</summary>
[JsonSerializable(typeof(RuleSetState))]
[JsonSerializable(typeof(Page<RuleInfo>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class RulesJson : JsonSerializerContext;
