using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>What all parts of the binding of one query share.</summary>
internal sealed class BindingContext(QuerySchema schema, long now, LineMap lines, List<KqlError> errors)
{
    /// <summary>The most columns that a query's steps may make.</summary>
    private const int MaxColumns = 20_000;

    private const int MaxDepth = 64;

    private int _columns;
    private int _shared;
    private int _depth;

    /// <summary>The tables.</summary>
    public QuerySchema Schema => schema;

    /// <summary>The moment at which the query began, in ticks.</summary>
    public long Now => now;

    /// <summary>Names that no event of the open tables is known to have.</summary>
    public SortedSet<string> UnknownFields { get; } = new(StringComparer.Ordinal);

    /// <summary>How the rows want to be shown.</summary>
    public RenderOperator? Render { get; set; }

    /// <summary>A new column.</summary>
    public Column Column(string name, KqlType type) =>
        ++_columns <= MaxColumns ? new Column(_columns, name, type) : throw new QueryException(default, "the query is too large: its steps make more columns than can be kept apart");

    /// <summary>The number of a new shared table.</summary>
    public int NextShared() => ++_shared;

    /// <summary>Notes a mistake.</summary>
    public void Add(QueryException mistake) => errors.Add(lines.Error(mistake.Span, mistake.Message));

    /// <summary>Runs a part of the binding, not deeper than a stack bears.</summary>
    public T Deeper<T>(Span span, Func<T> bind)
    {
        if (++_depth > MaxDepth) throw new QueryException(span, $"functions and tables in brackets stand in one another more than {MaxDepth} deep");
        try
        {
            return bind();
        }
        finally
        {
            _depth--;
        }
    }
}
