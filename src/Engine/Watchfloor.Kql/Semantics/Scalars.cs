using Watchfloor.Kql.Plans;

namespace Watchfloor.Kql.Semantics;

/// <summary>An expression with its type.</summary>
public abstract record Scalar(KqlType Type)
{
    /// <summary>Whether it can be null. A string never is.</summary>
    public virtual bool IsNullable => Type != KqlType.String;

    /// <summary>The expressions that it is made of.</summary>
    public virtual IReadOnlyList<Scalar> Parts => [];
}

/// <summary>A value: bool, long (also of int, and the ticks of times), double, decimal, string (also of guid, and the JSON of dynamic), or null.</summary>
public sealed record Constant(KqlType Type, object? Value) : Scalar(Type)
{
    /// <inheritdoc/>
    public override bool IsNullable => Value is null;

    /// <summary>Null of a type; of a string the empty one.</summary>
    public static Constant Null(KqlType type) => new(type, type == KqlType.String ? "" : null);

    /// <summary>A string.</summary>
    public static Constant Of(string text) => new(KqlType.String, text);

    /// <summary>A whole number.</summary>
    public static Constant Of(long number) => new(KqlType.Long, number);

    /// <summary>True or false.</summary>
    public static Constant Of(bool value) => new(KqlType.Bool, value);
}

/// <summary>The value of a column.</summary>
public sealed record ColumnValue(Column Column) : Scalar(Column.Type);

/// <summary>An operation on values. Its name is that of a function of the catalogue, or of an <see cref="Operators"/>.</summary>
public sealed record Operation(KqlType Type, string Name, IReadOnlyList<Scalar> Arguments) : Scalar(Type)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Scalar> Parts => Arguments;

    /// <inheritdoc/>
    public override bool IsNullable => Type != KqlType.String && (Operators.MakesNull(Name) || Arguments.Any(a => a.IsNullable));
}

/// <summary>The first value of a table.</summary>
public sealed record TableScalar(PlanNode Plan, Column Column) : Scalar(Column.Type);

/// <summary>Whether a value is among those of a table's column.</summary>
public sealed record InTable(Scalar Value, PlanNode Plan, Column Column) : Scalar(KqlType.Bool)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Scalar> Parts => [Value];

    /// <inheritdoc/>
    public override bool IsNullable => false;
}

/// <summary>An aggregate over the rows of a group.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Arguments">What it is given of each row.</param>
/// <param name="Filter">Which rows count; null: all.</param>
public sealed record Aggregate(KqlType Type, string Name, IReadOnlyList<Scalar> Arguments, Scalar? Filter);

/// <summary>A function over the rows before and behind.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Arguments">What it is given.</param>
/// <param name="PartitionBy">The columns by whose values the rows fall into parts.</param>
public sealed record Window(KqlType Type, string Name, IReadOnlyList<Scalar> Arguments, IReadOnlyList<Column> PartitionBy);

/// <summary>A key of an order.</summary>
public sealed record SortKey(Column Column, bool IsAscending, bool NullsFirst);
