namespace Watchfloor.Sigma;

/// <summary>When an event matches: a tree of predicates. Immutable.</summary>
public abstract class Expression
{
    /// <summary>The search identifier this part of the tree was written under, or null.</summary>
    public string? Label { get; init; }
}

/// <summary>Every part must hold.</summary>
public sealed class AllOf(IReadOnlyList<Expression> parts) : Expression
{
    /// <summary>The parts, at least one.</summary>
    public IReadOnlyList<Expression> Parts { get; } = parts;
}

/// <summary>One part must hold.</summary>
public sealed class AnyOf(IReadOnlyList<Expression> parts) : Expression
{
    /// <summary>The parts, at least one.</summary>
    public IReadOnlyList<Expression> Parts { get; } = parts;
}

/// <summary>The part must not hold.</summary>
public sealed class NotOf(Expression part) : Expression
{
    /// <summary>What must not hold.</summary>
    public Expression Part { get; } = part;
}

/// <summary>A test of one field, or of every value of the event.</summary>
public sealed class FieldTest(string? field, Predicate predicate) : Expression
{
    /// <summary>The field as the rule names it, or null for a keyword, which may stand anywhere in the event.</summary>
    public string? Field { get; } = field;

    /// <summary>What the field must satisfy.</summary>
    public Predicate Predicate { get; } = predicate;

    /// <inheritdoc/>
    public override string ToString() => $"{Field ?? "keyword"} {Predicate}";
}
