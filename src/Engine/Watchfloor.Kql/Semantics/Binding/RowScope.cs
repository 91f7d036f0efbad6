using Watchfloor.Kql.Plans;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>The table whose columns an expression may name, and what the expression needs to have computed before it.</summary>
internal sealed class RowScope(Relation relation)
{
    /// <summary>The table; functions over rows add columns to it.</summary>
    public Relation Relation { get; set; } = relation;

    /// <summary>Where aggregates are collected; null where none may stand.</summary>
    public AggregateCollector? Aggregates { get; init; }

    /// <summary>The columns of the other side of a join, under <c>$right</c>.</summary>
    public Relation? Right { get; init; }
}

/// <summary>The aggregates of a step.</summary>
internal sealed class AggregateCollector
{
    /// <summary>The aggregates and the columns that they become.</summary>
    public List<(Column Column, Aggregate Aggregate)> Items { get; } = [];

    /// <summary>What the rows of a group have in common, for expressions over aggregates.</summary>
    public List<Computed> Keys { get; } = [];

    /// <summary>Whether the arguments of an aggregate are being read, where columns may stand and aggregates may not.</summary>
    public bool IsInside { get; set; }
}
