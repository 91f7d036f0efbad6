namespace Watchfloor.Kql.Semantics;

/// <summary>A column of a table on its way through a query. Two columns are the same only if they are the same object.</summary>
/// <param name="id">Its number in the query; its name in SQL is made of it, so that no text of the query is.</param>
/// <param name="name">Its name in the query.</param>
/// <param name="type">Its type.</param>
public sealed class Column(int id, string name, KqlType type)
{
    /// <summary>Its number in the query.</summary>
    public int Id => id;

    /// <summary>Its name in the query.</summary>
    public string Name => name;

    /// <summary>Its type.</summary>
    public KqlType Type => type;

    /// <inheritdoc/>
    public override string ToString() => $"{name}:{type.Name()}";
}
