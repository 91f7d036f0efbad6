using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Plans;

/// <summary>A step that makes rows. Every node but those that say which columns they make passes on all that it is given.</summary>
public abstract class PlanNode
{
    /// <summary>Where its rows come from.</summary>
    public virtual IReadOnlyList<PlanNode> Inputs => [];

    /// <summary>What <c>--explain</c> says of it, in one line.</summary>
    public abstract string Describe();
}

/// <summary>A computed column.</summary>
public sealed record Computed(Column Column, Scalar Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Column.Name} = {ScalarText.Of(Value)}";
}
