namespace Watchfloor.Sigma.Correlation;

/// <summary>A correlation rule as written (Sigma correlation specification 2.1).</summary>
public sealed record CorrelationRule
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What is correlated.</summary>
    public required CorrelationType Type { get; init; }

    /// <summary>The rules whose hits are correlated, by id or name, in the order of the file.</summary>
    public required IReadOnlyList<RuleReference> Rules { get; init; }

    /// <summary>The fields or aliases whose values must be the same; empty puts all hits into one group.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>The greatest time between the first and the last hit of a window, both included.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>When it matches.</summary>
    public required CorrelationCondition Condition { get; init; }

    /// <summary>For an alias: the field it stands for, by the reference to the rule as it stands in <see cref="Rules"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Aliases { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>True when the rules it refers to fire on their own too.</summary>
    public bool Generate { get; init; }

    /// <summary>The UUID, lower case, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The name other correlations may use, or null.</summary>
    public string? Name { get; init; }

    /// <summary>How grave a match is; medium when the rule does not say.</summary>
    public RuleLevel Level { get; init; } = RuleLevel.Medium;

    /// <summary>How far the rule is trusted; experimental when the rule does not say.</summary>
    public RuleStatus Status { get; init; } = RuleStatus.Experimental;

    /// <summary>What it detects, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Who wrote it, or null.</summary>
    public string? Author { get; init; }

    /// <summary>The taxonomy of its names, or null for Sigma's own.</summary>
    public string? Taxonomy { get; init; }

    /// <summary>When it was written, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Date { get; init; }

    /// <summary>When its meaning last changed, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Modified { get; init; }

    /// <summary>Where to read more.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Tags such as <c>attack.t1110</c>. Not in 2.1; the draft of 2.2 has them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Known false positives.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>The file it came from.</summary>
    public string File { get; init; } = "";

    /// <summary>The line it begins on, from 1.</summary>
    public int Line { get; init; }

    /// <summary>The field that a name in <c>group-by</c> or <c>field</c> means in the hits of one of the rules.</summary>
    /// <param name="name">An alias or a field.</param>
    /// <param name="reference">The rule's place in <see cref="Rules"/>.</param>
    public string FieldFor(string name, int reference) =>
        Aliases.TryGetValue(name, out var fields) && fields.TryGetValue(Rules[reference].Text, out var field) ? field : name;
}
