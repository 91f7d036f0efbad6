using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>
/// What differs between databases. A plan is written in plain SQL; whatever one database has a word of its own for is asked of it here. No
/// text of a query comes into SQL: values are parameters, and names of columns are made of numbers.
/// </summary>
public interface ISqlDialect
{
    /// <summary>A parameter, counted from 1, of a type.</summary>
    string Parameter(int number, KqlType type);

    /// <summary>A name in quotes.</summary>
    string Quote(string name);

    /// <summary>Null of a type.</summary>
    string Null(KqlType type);

    /// <summary>A stored column as a value of its type.</summary>
    string Stored(string column, ColumnStorage storage, KqlType type);

    /// <summary>A field of the column of fields; the name is a parameter's SQL.</summary>
    string Field(string column, Func<string, string> parameter, string name);

    /// <summary>A moment, in ticks, as a stored timestamp; what is less than a microsecond is cut off. The ticks are a parameter of microseconds since 1970.</summary>
    string StoredMoment(string microseconds);

    /// <summary>An operation; null when the dialect has none of that name.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="arguments">The operands.</param>
    /// <param name="parameter">Makes a parameter of a text.</param>
    string? Operation(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, Func<string, string> parameter);

    /// <summary>An aggregate.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="arguments">What it is given of each row.</param>
    /// <param name="filter">Which rows count, or null.</param>
    /// <param name="order">The order of the rows, or null.</param>
    string? Aggregate(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, string? filter, string? order);

    /// <summary>A function over the rows before and behind.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="over">The parts and the order.</param>
    string? Window(string operation, KqlType type, IReadOnlyList<SqlValue> arguments, string over);

    /// <summary>A key of an order.</summary>
    string SortKey(string value, KqlType type, bool isAscending, bool nullsFirst);

    /// <summary>A query of evenly spaced values in a column.</summary>
    string Range(string column, KqlType type, string from, string to, string step);

    /// <summary>Expressions of a query's list, one that makes a row of each element of the arrays of JSON, and the number of the element.</summary>
    string Unnest(IReadOnlyList<(string Array, string Column)> arrays, string index, string? limit);

    /// <summary>So many rows by chance: what stands behind a query.</summary>
    string Sample(string count);

    /// <summary>A common table, computed once.</summary>
    string Shared(string name, string query);
}
