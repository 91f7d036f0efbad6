using System.Globalization;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Plans;

/// <summary>How rows of two tables come together.</summary>
public enum JoinKind
{
    /// <summary>Every pair that matches.</summary>
    Inner,

    /// <summary>Also the rows of the left that match none.</summary>
    LeftOuter,

    /// <summary>Also the rows of the right that match none.</summary>
    RightOuter,

    /// <summary>Also the rows of either that match none.</summary>
    FullOuter,

    /// <summary>The rows of the left that match one.</summary>
    LeftSemi,

    /// <summary>The rows of the left that match none.</summary>
    LeftAnti,

    /// <summary>Every pair.</summary>
    Cross,
}

/// <summary>Puts rows of two tables side by side.</summary>
/// <param name="left">The left.</param>
/// <param name="right">The right.</param>
/// <param name="kind">How.</param>
/// <param name="on">What must be the same.</param>
/// <param name="fromLeft">The columns taken from the left; null: all as they are, where none of them can be missing.</param>
/// <param name="fromRight">The columns taken from the right.</param>
/// <param name="nullsMatch">Whether nothing is the same as nothing.</param>
public sealed class JoinNode(
    PlanNode left, PlanNode right, JoinKind kind, IReadOnlyList<(Scalar Left, Scalar Right)> on, IReadOnlyList<Computed>? fromLeft, IReadOnlyList<Computed> fromRight,
    bool nullsMatch = false) : PlanNode
{
    /// <summary>How.</summary>
    public JoinKind Kind => kind;

    /// <summary>What must be the same.</summary>
    public IReadOnlyList<(Scalar Left, Scalar Right)> On => on;

    /// <summary>The columns taken from the left; null: all as they are.</summary>
    public IReadOnlyList<Computed>? FromLeft => fromLeft;

    /// <summary>The columns taken from the right.</summary>
    public IReadOnlyList<Computed> FromRight => fromRight;

    /// <summary>Whether nothing is the same as nothing.</summary>
    public bool NullsMatch => nullsMatch;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [left, right];

    /// <inheritdoc/>
    public override string Describe() => on.Count == 0 ? $"{kind}Join" : $"{kind}Join on {string.Join(" and ", on.Select(p => $"{ScalarText.Of(p.Left)} = {ScalarText.Of(p.Right)}"))}";
}

/// <summary>The rows of several tables.</summary>
public sealed class UnionNode(IReadOnlyList<PlanNode> inputs, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Scalar>> values) : PlanNode
{
    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns => columns;

    /// <summary>What each table gives for each column.</summary>
    public IReadOnlyList<IReadOnlyList<Scalar>> Values => values;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => inputs;

    /// <inheritdoc/>
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"Union of {inputs.Count}");
}

/// <summary>Makes a row of each element of arrays, which run side by side.</summary>
public sealed class UnnestNode(PlanNode input, IReadOnlyList<Computed> arrays, Column index, Scalar? limit) : PlanNode
{
    /// <summary>The elements' columns and the arrays.</summary>
    public IReadOnlyList<Computed> Arrays => arrays;

    /// <summary>The number of the element.</summary>
    public Column Index => index;

    /// <summary>The most elements of each row; null: all.</summary>
    public Scalar? Limit => limit;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Unnest {string.Join(", ", arrays)}";
}

/// <summary>Runs a plan for each row, which sees the row's columns and the elements of its arrays.</summary>
public sealed class ApplyNode(PlanNode input, PlanNode inner, IReadOnlyList<Computed> columns) : PlanNode
{
    /// <summary>What is run.</summary>
    public PlanNode Inner => inner;

    /// <summary>The columns taken from it.</summary>
    public IReadOnlyList<Computed> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input, inner];

    /// <inheritdoc/>
    public override string Describe() => "Apply";
}

/// <summary>The one row of the outer plan of an <see cref="ApplyNode"/>, without columns of its own.</summary>
public sealed class OuterRowNode : PlanNode
{
    /// <inheritdoc/>
    public override string Describe() => "Outer row";
}

/// <summary>A table that is computed once and read in several places.</summary>
/// <param name="id">Its number in the query.</param>
/// <param name="input">The table.</param>
/// <param name="columns">Its columns, each with the column that it is in this place.</param>
public sealed class SharedNode(int id, PlanNode input, IReadOnlyList<(Column From, Column To)> columns) : PlanNode
{
    /// <summary>Its number in the query.</summary>
    public int Id => id;

    /// <summary>Its columns, each with the column that it is in this place.</summary>
    public IReadOnlyList<(Column From, Column To)> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"Shared #{id}");
}
