using Watchfloor.Kql.Plans;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>A table on its way through a pipeline.</summary>
/// <param name="Plan">How its rows are made.</param>
/// <param name="Columns">The columns that a query sees.</param>
internal sealed record Relation(PlanNode Plan, IReadOnlyList<Column> Columns)
{
    /// <summary>The order of its rows; none: as they come. The columns may be hidden.</summary>
    public IReadOnlyList<SortKey> Order { get; init; } = [];

    /// <summary>Whether its order is one that functions over the rows before and behind may rely on.</summary>
    public bool IsSerialized { get; init; }

    /// <summary>The table whose further fields the query may still name.</summary>
    public ScanNode? Open { get; init; }

    /// <summary>The table's name, where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The column of a name, or null.</summary>
    public Column? Find(string name)
    {
        foreach (var column in Columns)
            if (column.Name == name)
                return column;
        return null;
    }

    /// <summary>The same rows with one more step, which adds no columns and leaves none out.</summary>
    public Relation Then(Func<PlanNode, PlanNode> step) => this with { Plan = step(Plan) };
}
