using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <summary>A query: what it names, and the table that it asks for.</summary>
internal sealed record QuerySyntax(IReadOnlyList<LetSyntax> Lets, BodySyntax Body);

/// <summary><c>let name = …;</c></summary>
internal sealed record LetSyntax(NameSyntax Name, BodySyntax Value);

/// <summary>What a name or a query stands for.</summary>
internal abstract record BodySyntax(Span Span);

/// <summary>A value, or a table that is only named.</summary>
internal sealed record ExpressionBody(ExpressionSyntax Value) : BodySyntax(Value.Span);

/// <summary>A table.</summary>
internal sealed record PipelineBody(PipelineSyntax Pipeline) : BodySyntax(Pipeline.Span);

/// <summary>A function.</summary>
/// <param name="IsView">Whether patterns of table names find it.</param>
internal sealed record FunctionBody(Span Span, bool IsView, IReadOnlyList<ParameterSyntax> Parameters, QuerySyntax Query) : BodySyntax(Span);

/// <summary>A parameter of a function.</summary>
/// <param name="Type">Its type; null for a table.</param>
/// <param name="Columns">The columns that a table must have; null for a scalar.</param>
/// <param name="Default">Its value where none is given.</param>
internal sealed record ParameterSyntax(NameSyntax Name, KqlType? Type, IReadOnlyList<ColumnSyntax>? Columns, ExpressionSyntax? Default);

/// <summary>A column's name and type.</summary>
internal sealed record ColumnSyntax(NameSyntax Name, KqlType Type);

/// <summary>A source of rows and what is done with them, step by step.</summary>
internal sealed record PipelineSyntax(Span Span, SourceSyntax Source, IReadOnlyList<OperatorSyntax> Operators);
