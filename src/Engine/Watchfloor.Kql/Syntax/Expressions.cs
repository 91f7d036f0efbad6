using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <summary>An expression of a query, as it is written.</summary>
/// <param name="Span">Where it stands.</param>
internal abstract record ExpressionSyntax(Span Span);

/// <summary>A name: of a column, a table, or what a <c>let</c> has named.</summary>
internal sealed record NameSyntax(Span Span, string Name) : ExpressionSyntax(Span);

/// <summary>A value.</summary>
internal sealed record LiteralSyntax(Span Span, KqlType Type, object? Value) : ExpressionSyntax(Span);

/// <summary>A sign before a number.</summary>
internal sealed record NegateSyntax(Span Span, ExpressionSyntax Operand) : ExpressionSyntax(Span);

/// <summary>Two expressions and an operator between them.</summary>
internal sealed record BinarySyntax(Span Span, string Operator, ExpressionSyntax Left, ExpressionSyntax Right) : ExpressionSyntax(Span);

/// <summary>Whether a value is among others: <c>in</c>, <c>has_any</c> and their like.</summary>
internal sealed record InSyntax(Span Span, string Operator, ExpressionSyntax Left, IReadOnlyList<ExpressionSyntax> Values) : ExpressionSyntax(Span);

/// <summary><c>between (low .. high)</c>.</summary>
internal sealed record BetweenSyntax(Span Span, bool IsNegated, ExpressionSyntax Left, ExpressionSyntax Low, ExpressionSyntax High) : ExpressionSyntax(Span);

/// <summary>A call.</summary>
internal sealed record CallSyntax(Span Span, Span NameSpan, string Name, IReadOnlyList<ArgumentSyntax> Arguments) : ExpressionSyntax(Span);

/// <summary>An argument, with the name of its parameter where one is given.</summary>
internal sealed record ArgumentSyntax(NameSyntax? Name, ExpressionSyntax Value);

/// <summary>A property: <c>value.name</c>.</summary>
internal sealed record MemberSyntax(Span Span, ExpressionSyntax Target, string Name) : ExpressionSyntax(Span);

/// <summary>An element: <c>value[index]</c>.</summary>
internal sealed record IndexSyntax(Span Span, ExpressionSyntax Target, ExpressionSyntax Index) : ExpressionSyntax(Span);

/// <summary>Every column.</summary>
internal sealed record StarSyntax(Span Span) : ExpressionSyntax(Span);

/// <summary><c>typeof(type)</c>.</summary>
internal sealed record TypeOfSyntax(Span Span, KqlType Type) : ExpressionSyntax(Span);

/// <summary>A table in brackets where an expression may stand.</summary>
internal sealed record TableSyntax(Span Span, PipelineSyntax Pipeline) : ExpressionSyntax(Span);

/// <summary>An expression, with the name or names that its value gets.</summary>
internal sealed record NamedSyntax(IReadOnlyList<NameSyntax> Names, ExpressionSyntax Value)
{
    /// <summary>Where it begins and ends.</summary>
    public Span Span => Names.Count > 0 ? Span.Over(Names[0].Span, Value.Span) : Value.Span;
}

/// <summary>A name that may hold stars.</summary>
internal sealed record PatternSyntax(Span Span, string Pattern)
{
    /// <summary>Whether it holds stars.</summary>
    public bool IsWild => Pattern.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether a name fits.</summary>
    public bool Fits(string name) => Wildcard.Fits(name, Pattern);
}
