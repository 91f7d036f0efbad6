using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>A value in SQL.</summary>
/// <param name="Sql">The SQL.</param>
/// <param name="Scalar">What it is.</param>
public readonly record struct SqlValue(string Sql, Scalar Scalar)
{
    /// <summary>Its type.</summary>
    public KqlType Type => Scalar.Type;

    /// <inheritdoc/>
    public override string ToString() => Sql;
}
