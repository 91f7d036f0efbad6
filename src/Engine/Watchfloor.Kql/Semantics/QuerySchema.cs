namespace Watchfloor.Kql.Semantics;

/// <summary>How a column is kept.</summary>
public enum ColumnStorage
{
    /// <summary>As SQL keeps its type: numbers, truth values.</summary>
    Native,

    /// <summary>A text that may be missing.</summary>
    Text,

    /// <summary>A timestamp of microseconds in UTC.</summary>
    Timestamp,

    /// <summary>JSON as text.</summary>
    Json,
}

/// <summary>A column of a table that is kept.</summary>
/// <param name="Name">Its name in a query.</param>
/// <param name="Type">Its type in a query.</param>
/// <param name="Storage">How it is kept.</param>
/// <param name="SqlName">Its name in the database; null: the same.</param>
public sealed record TableColumn(string Name, KqlType Type, ColumnStorage Storage, string? SqlName = null);

/// <summary>A table that a query may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">What SQL reads it from: a name or a query in brackets, from the owner of the tables and never from a query's text.</param>
/// <param name="Columns">Its columns.</param>
public sealed record Table(string Name, string Source, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>
    /// The column of JSON in whose properties further fields stand; null when there are no others than the columns. A query names such a
    /// field as it does a column.
    /// </summary>
    public string? FieldsColumn { get; init; }

    /// <summary>The fields that are known to be there, for mistakes in names and completion.</summary>
    public IReadOnlyCollection<string> Fields { get; init; } = [];

    /// <summary>The column of the time by which the table is divided into files; null when it is not.</summary>
    public string? TimeColumn { get; init; }
}

/// <summary>The tables that a query may name.</summary>
public sealed record QuerySchema(IReadOnlyList<Table> Tables)
{
    /// <summary>No tables.</summary>
    public static QuerySchema Empty { get; } = new([]);

    /// <summary>A table, or null.</summary>
    public Table? Find(string name) => Tables.FirstOrDefault(t => t.Name == name);
}
