namespace Watchfloor.Sigma;

/// <summary>What a field must satisfy. Two predicates of the same kind and text are the same test.</summary>
public abstract class Predicate
{
    /// <summary>A text that is the same for two predicates exactly when they are the same test; shown to people as the pattern.</summary>
    public abstract override string ToString();
}

/// <summary>A predicate that holds when one of the field's values satisfies it. A null is never such a value.</summary>
public abstract class ValuePredicate : Predicate
{
    /// <summary>True when this value satisfies the predicate.</summary>
    public abstract bool Test(ReadOnlySpan<byte> value);
}

/// <summary>The field is absent or null (Sigma rules specification 2.1, "Special Field Values").</summary>
public sealed class NullPredicate : Predicate
{
    /// <inheritdoc/>
    public override string ToString() => "is null";
}

/// <summary>The field is there, whatever its value, or is not there (modifier <c>exists</c>).</summary>
public sealed class ExistsPredicate(bool wanted) : Predicate
{
    /// <summary>Whether the field must be there.</summary>
    public bool Wanted { get; } = wanted;

    /// <inheritdoc/>
    public override string ToString() => Wanted ? "exists" : "does not exist";
}

/// <summary>One of the field's values compares with one of another field's (modifier <c>fieldref</c>).</summary>
public sealed class FieldReferencePredicate(string other, bool openStart, bool openEnd, bool cased) : Predicate
{
    /// <summary>The other field's name.</summary>
    public string Other { get; } = other;

    /// <summary>True when anything may stand before the other value.</summary>
    public bool OpenStart { get; } = openStart;

    /// <summary>True when anything may follow the other value.</summary>
    public bool OpenEnd { get; } = openEnd;

    /// <summary>True when case counts.</summary>
    public bool Cased { get; } = cased;

    /// <summary>True when the two values compare.</summary>
    public bool Test(ReadOnlySpan<byte> value, ReadOnlySpan<byte> otherValue) => (OpenStart, OpenEnd, Cased) switch
    {
        (false, false, false) => Events.Text.FoldedText.Equals(value, otherValue),
        (false, true, false) => Events.Text.FoldedText.StartsWith(value, otherValue),
        (true, false, false) => Events.Text.FoldedText.EndsWith(value, otherValue),
        (true, true, false) => Events.Text.FoldedText.Contains(value, otherValue),
        (false, false, true) => value.SequenceEqual(otherValue),
        (false, true, true) => value.StartsWith(otherValue),
        (true, false, true) => value.EndsWith(otherValue),
        (true, true, true) => value.IndexOf(otherValue) >= 0,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{(Cased ? "cased " : "")}{((OpenStart, OpenEnd) switch
    {
        (false, false) => "equals",
        (false, true) => "starts with",
        (true, false) => "ends with",
        _ => "contains",
    })} field {Other}";
}
