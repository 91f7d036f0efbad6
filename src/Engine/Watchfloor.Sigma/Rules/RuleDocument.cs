namespace Watchfloor.Sigma;

/// <summary>What a detection rule and a correlation rule say about themselves (Sigma rules and correlation specifications 2.1).</summary>
public abstract record RuleDocument
{
    /// <summary>What the rule detects.</summary>
    public required string Title { get; init; }

    /// <summary>The rule's UUID, lower case, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The name correlations and filters may use instead of the id, or null.</summary>
    public string? Name { get; init; }

    /// <summary>How grave a finding is; medium when the rule does not say.</summary>
    public RuleLevel Level { get; init; } = RuleLevel.Medium;

    /// <summary>How far the rule is trusted; experimental when the rule does not say.</summary>
    public RuleStatus Status { get; init; } = RuleStatus.Experimental;

    /// <summary>What the rule is about, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Who wrote it, or null.</summary>
    public string? Author { get; init; }

    /// <summary>When it was written, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Date { get; init; }

    /// <summary>When its meaning last changed, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Modified { get; init; }

    /// <summary>Tags such as <c>attack.t1059.001</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where the rule's knowledge comes from.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What may set it off without being an attack.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>
    /// SHA-256, in hexadecimal digits, of those parts of the document that decide what the rule hits; for a detection rule with the
    /// filters and placeholder values that apply. A better description leaves it the same. Empty for a rule that was not read from text.
    /// </summary>
    public string Definition { get; init; } = "";

    /// <summary>The file the rule stands in, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>The line the rule's document begins at, from 1.</summary>
    public required int Line { get; init; }
}
