namespace Watchfloor.Sigma.Correlation;

/// <summary>A correlation rule as written (Sigma correlation specification 2.1).</summary>
public sealed record CorrelationRule : RuleDocument
{
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

    /// <summary>The taxonomy of its names, or null for Sigma's own.</summary>
    public string? Taxonomy { get; init; }

    /// <summary>
    /// What makes it match, in words: <c>&gt;= 10 within 5m</c>, <c>of User &gt; 3 within 1h</c>, <c>login and not logout within 1d</c>.
    /// </summary>
    public string Pattern => CorrelationText.Of(this);

    /// <summary>The field that a name in <c>group-by</c> or <c>field</c> means in the hits of one of the rules.</summary>
    /// <param name="name">An alias or a field.</param>
    /// <param name="reference">The rule's place in <see cref="Rules"/>.</param>
    public string FieldFor(string name, int reference) =>
        Aliases.TryGetValue(name, out var fields) && fields.TryGetValue(Rules[reference].Text, out var field) ? field : name;
}
