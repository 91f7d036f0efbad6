using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <summary>A step of a pipeline. The place is that of its name.</summary>
internal abstract record OperatorSyntax(Span Span);

/// <summary><c>where</c>.</summary>
internal sealed record WhereOperator(Span Span, ExpressionSyntax Predicate) : OperatorSyntax(Span);

/// <summary><c>extend</c>.</summary>
internal sealed record ExtendOperator(Span Span, IReadOnlyList<NamedSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>project</c>.</summary>
internal sealed record ProjectOperator(Span Span, IReadOnlyList<NamedSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>project-rename</c>: the new names of columns.</summary>
internal sealed record RenameOperator(Span Span, IReadOnlyList<NamedSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>project-away</c> and <c>project-keep</c>.</summary>
internal sealed record KeepOperator(Span Span, bool IsAway, IReadOnlyList<PatternSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>project-reorder</c>.</summary>
internal sealed record ReorderOperator(Span Span, IReadOnlyList<(PatternSyntax Columns, bool? IsAscending)> Columns) : OperatorSyntax(Span);

/// <summary><c>serialize</c>.</summary>
internal sealed record SerializeOperator(Span Span, IReadOnlyList<NamedSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>summarize</c>.</summary>
internal sealed record SummarizeOperator(Span Span, IReadOnlyList<NamedSyntax> Aggregates, IReadOnlyList<NamedSyntax> By) : OperatorSyntax(Span);

/// <summary><c>distinct</c>; no columns stand for all.</summary>
internal sealed record DistinctOperator(Span Span, IReadOnlyList<NamedSyntax> Columns) : OperatorSyntax(Span);

/// <summary><c>count</c>.</summary>
internal sealed record CountOperator(Span Span) : OperatorSyntax(Span);

/// <summary><c>take</c> and <c>limit</c>.</summary>
internal sealed record TakeOperator(Span Span, ExpressionSyntax Count) : OperatorSyntax(Span);

/// <summary><c>sample</c>, and <c>sample-distinct</c> of a column.</summary>
internal sealed record SampleOperator(Span Span, ExpressionSyntax Count, ExpressionSyntax? Of) : OperatorSyntax(Span);

/// <summary><c>sort by</c>.</summary>
internal sealed record SortOperator(Span Span, IReadOnlyList<KeySyntax> Keys) : OperatorSyntax(Span);

/// <summary><c>top n by</c>.</summary>
internal sealed record TopOperator(Span Span, ExpressionSyntax Count, KeySyntax Key) : OperatorSyntax(Span);

/// <summary>A key of an order.</summary>
/// <param name="NullsFirst">Where nulls stand; null: as the direction has it.</param>
internal sealed record KeySyntax(ExpressionSyntax Value, bool IsAscending, bool? NullsFirst);

/// <summary><c>top-nested</c>.</summary>
internal sealed record TopNestedOperator(Span Span, IReadOnlyList<TopNestedLevel> Levels) : OperatorSyntax(Span);

/// <summary>A level of <c>top-nested</c>.</summary>
internal sealed record TopNestedLevel(ExpressionSyntax? Count, NamedSyntax Of, ExpressionSyntax? Others, NamedSyntax By, bool IsAscending);

/// <summary><c>join</c> and <c>lookup</c>.</summary>
internal sealed record JoinOperator(Span Span, bool IsLookup, NameSyntax? Kind, ExpressionSyntax Right, IReadOnlyList<ExpressionSyntax> On) : OperatorSyntax(Span);

/// <summary><c>union</c>.</summary>
internal sealed record UnionOperator(Span Span, bool IsInner, bool IsFuzzy, NameSyntax? SourceColumn, IReadOnlyList<ExpressionSyntax> Tables) : OperatorSyntax(Span);

/// <summary><c>mv-expand</c>.</summary>
internal sealed record MvExpandOperator(Span Span, bool IsArray, NameSyntax? IndexColumn, IReadOnlyList<MvColumn> Columns, ExpressionSyntax? Limit) : OperatorSyntax(Span);

/// <summary><c>mv-apply</c>.</summary>
internal sealed record MvApplyOperator(
    Span Span, NameSyntax? IndexColumn, IReadOnlyList<MvColumn> Columns, ExpressionSyntax? Limit, IReadOnlyList<OperatorSyntax> Operators) : OperatorSyntax(Span);

/// <summary>A column whose elements become rows, and the type that they get.</summary>
internal sealed record MvColumn(NamedSyntax Value, KqlType? Type);

/// <summary><c>parse</c> and <c>parse-where</c>.</summary>
internal sealed record ParseOperator(
    Span Span, bool IsFilter, ParseKind Kind, string Flags, ExpressionSyntax Value, IReadOnlyList<ParsePart> Parts) : OperatorSyntax(Span);

/// <summary>How <c>parse</c> takes its constants.</summary>
internal enum ParseKind
{
    /// <summary>As they are; every value must fit its type.</summary>
    Simple,

    /// <summary>As they are; a value that does not fit its type is null.</summary>
    Relaxed,

    /// <summary>As regular expressions.</summary>
    Regex,
}

/// <summary>A part of the pattern of <c>parse</c>: a constant, a column, or neither for a star.</summary>
internal sealed record ParsePart(Span Span, string? Constant, ColumnSyntax? Column);

/// <summary><c>parse-kv</c>.</summary>
internal sealed record ParseKvOperator(
    Span Span, ExpressionSyntax Value, IReadOnlyList<ColumnSyntax> Columns, IReadOnlyDictionary<string, LiteralSyntax> Options) : OperatorSyntax(Span);

/// <summary><c>make-series</c>.</summary>
internal sealed record MakeSeriesOperator(
    Span Span, bool IsNonEmpty, IReadOnlyList<SeriesSyntax> Series, NamedSyntax On, ExpressionSyntax? From, ExpressionSyntax? To, ExpressionSyntax Step,
    IReadOnlyList<NamedSyntax> By) : OperatorSyntax(Span);

/// <summary>An aggregate of <c>make-series</c>, with the value of steps that have no row.</summary>
internal sealed record SeriesSyntax(NamedSyntax Aggregate, ExpressionSyntax? Default);

/// <summary><c>search</c>.</summary>
internal sealed record SearchOperator(Span Span, bool IsCaseSensitive, IReadOnlyList<ExpressionSyntax> Tables, ExpressionSyntax Predicate) : OperatorSyntax(Span);

/// <summary><c>getschema</c>.</summary>
internal sealed record GetSchemaOperator(Span Span) : OperatorSyntax(Span);

/// <summary><c>as name</c>.</summary>
internal sealed record AsOperator(Span Span, NameSyntax Name) : OperatorSyntax(Span);

/// <summary><c>invoke function(…)</c>.</summary>
internal sealed record InvokeOperator(Span Span, CallSyntax Call) : OperatorSyntax(Span);

/// <summary><c>render</c>: how the rows want to be shown.</summary>
internal sealed record RenderOperator(Span Span, string Chart, IReadOnlyDictionary<string, string> Properties) : OperatorSyntax(Span);
