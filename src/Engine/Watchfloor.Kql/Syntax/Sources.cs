namespace Watchfloor.Kql.Syntax;

/// <summary>Where rows come from.</summary>
internal abstract record SourceSyntax(Span Span);

/// <summary>A table or function by its name, or a table in brackets.</summary>
internal sealed record ExpressionSource(ExpressionSyntax Value) : SourceSyntax(Value.Span);

/// <summary><c>datatable(columns)[values]</c>.</summary>
internal sealed record DataTableSource(Span Span, IReadOnlyList<ColumnSyntax> Columns, IReadOnlyList<ExpressionSyntax> Values) : SourceSyntax(Span);

/// <summary><c>print</c>: one row.</summary>
internal sealed record PrintSource(Span Span, IReadOnlyList<NamedSyntax> Columns) : SourceSyntax(Span);

/// <summary><c>range name from … to … step …</c>.</summary>
internal sealed record RangeSource(Span Span, NameSyntax Name, ExpressionSyntax From, ExpressionSyntax To, ExpressionSyntax Step) : SourceSyntax(Span);

/// <summary><c>union</c> where a query begins.</summary>
internal sealed record UnionSource(Span Span, UnionOperator Union) : SourceSyntax(Span);

/// <summary><c>search</c> where a query begins.</summary>
internal sealed record SearchSource(Span Span, SearchOperator Search) : SourceSyntax(Span);

/// <summary><c>find</c>.</summary>
internal sealed record FindSource(
    Span Span, NameSyntax? SourceColumn, IReadOnlyList<ExpressionSyntax> Tables, ExpressionSyntax Predicate, IReadOnlyList<FindColumn>? Columns) : SourceSyntax(Span);

/// <summary>A column that <c>find</c> gives, with its type where one is given; a star packs the others.</summary>
internal sealed record FindColumn(NameSyntax? Name, Semantics.KqlType? Type);
