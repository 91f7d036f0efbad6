using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Finds what the names of an expression stand for, and its type.</summary>
internal sealed partial class ScalarBinder(BindingContext context, Binder tables, NameScope names, RowScope? row)
{
    /// <summary>The expression.</summary>
    public Scalar Bind(ExpressionSyntax syntax) => syntax switch
    {
        LiteralSyntax literal => new Constant(literal.Type, literal.Value),
        NameSyntax name => Name(name),
        MemberSyntax member => Member(member),
        IndexSyntax index => Index(index),
        NegateSyntax negate => Negate(negate),
        BinarySyntax { Operator: ":" } term => throw new QueryException(term.Span, "`column:term` can stand in search only; write has"),
        BinarySyntax { Left: StarSyntax } any => InAnyColumn(any),
        BinarySyntax { Operator: "and" or "or" } logical => Logical(logical),
        BinarySyntax binary => OperatorBinder.Bind(binary, Bind(binary.Left), Bind(binary.Right)),
        BetweenSyntax between => Between(between),
        InSyntax among => Among(among),
        CallSyntax call => Call(call),
        StarSyntax star => throw new QueryException(star.Span, "`*` cannot stand here; it stands before has, contains and ==, in project-away, distinct and count"),
        TypeOfSyntax type => throw new QueryException(type.Span, "`typeof` can be an argument only"),
        TableSyntax table => throw new QueryException(table.Span, "a table cannot stand here; toscalar(…) gives its first value"),
        _ => throw new QueryException(syntax.Span, "this cannot stand here"),
    };

    /// <summary>A condition.</summary>
    public Scalar Condition(ExpressionSyntax syntax) => Conversions.Condition(Bind(syntax), syntax.Span);

    /// <summary>A value that is known before the query runs, such as a number of rows.</summary>
    public Scalar Number(ExpressionSyntax syntax, string what)
    {
        var value = new ScalarBinder(context, tables, names, null).Bind(syntax);
        return value.Type.IsWhole() ? Conversions.To(value, KqlType.Long) : throw new QueryException(syntax.Span, $"expected {what}, a whole number");
    }

    /// <summary>A chain of <c>and</c> or <c>or</c> is read without going deeper for each.</summary>
    private Scalar Logical(BinarySyntax syntax)
    {
        var parts = new List<ExpressionSyntax>();
        ExpressionSyntax left = syntax;
        while (left is BinarySyntax chain && chain.Operator == syntax.Operator)
        {
            parts.Add(chain.Right);
            left = chain.Left;
        }

        parts.Add(left);
        parts.Reverse();
        return OperatorBinder.Joined(syntax.Operator, [.. parts.Select(Condition)]);
    }

    private Scalar Name(NameSyntax name)
    {
        if (row is { Aggregates: { IsInside: false } aggregates }) return GroupKey(aggregates, name);
        if (row?.Relation.Find(name.Name) is { } column) return new ColumnValue(column);
        switch (names.Find(name.Name))
        {
            case ScalarBinding known: return known.Value;
            case TableBinding: throw new QueryException(name.Span, $"`{name.Name}` is a table; toscalar({name.Name}) gives its first value");
            case FunctionBinding: throw new QueryException(name.Span, $"`{name.Name}` is a function; call it with brackets");
        }

        return Field(name.Name) is { } field ? new ColumnValue(field) : throw NoColumn(name);
    }

    /// <summary>A field of an open table, unless a name that is known is so near that it must be a mistake.</summary>
    private Column? Field(string name)
    {
        if (row?.Relation.Open is not { } scan) return null;
        if (scan.Find(name) is { } known) return known;
        if (!scan.Table.Fields.Contains(name))
        {
            if (Nearest(name) is not null) return null;
            context.UnknownFields.Add(name);
        }

        var column = context.Column(name, KqlType.Dynamic);
        scan.Add(column, new TableColumn(name, KqlType.Dynamic, ColumnStorage.Json));
        return column;
    }

    private string? Nearest(string name) =>
        NearNames.Nearest(name, [.. row?.Relation.Columns.Select(c => c.Name) ?? [], .. row?.Relation.Open?.Table.Fields ?? [], .. names.All.Where(p => p.Value is ScalarBinding).Select(p => p.Key)]);

    private QueryException NoColumn(NameSyntax name)
    {
        if (row is null) return new QueryException(name.Span, $"`{name.Name}` is not known here");
        var near = Nearest(name.Name);
        var hint = near is not null ? $"; did you mean `{near}`?"
            : row.Relation.Columns.Count is > 0 and < 12 ? "; the columns are " + string.Join(", ", row.Relation.Columns.Select(c => c.Name)) : "";
        return new QueryException(name.Span, $"there is no column `{name.Name}`{hint}");
    }

    /// <summary>Beside aggregates only what the rows of a group have in common may stand.</summary>
    private ColumnValue GroupKey(AggregateCollector aggregates, NameSyntax name)
    {
        if (aggregates.Keys.FirstOrDefault(k => k.Column.Name == name.Name) is { } key) return new ColumnValue(key.Column);
        if (row!.Relation.Find(name.Name) is { } column)
        {
            if (aggregates.Keys.FirstOrDefault(k => k.Value is ColumnValue same && same.Column == column) is { } same) return new ColumnValue(same.Column);
            throw new QueryException(name.Span, $"`{name.Name}` differs between the rows of a group; put it into an aggregate, such as take_any({name.Name}), or behind by");
        }

        throw NoColumn(name);
    }

    private Scalar Member(MemberSyntax member)
    {
        if (Dotted(member) is { } path && row is { Aggregates: null or { IsInside: true } })
        {
            if (row.Relation.Find(path) is { } column) return new ColumnValue(column);
            if (row.Relation.Open is { } scan && scan.Table.Fields.Contains(path) && Field(path) is { } field) return new ColumnValue(field);
        }

        return Property(Bind(member.Target), member.Target.Span, new Constant(KqlType.Dynamic, Native.JsonText.Quoted(member.Name)));
    }

    private static string? Dotted(ExpressionSyntax syntax) => syntax switch
    {
        NameSyntax name => name.Name,
        MemberSyntax member => Dotted(member.Target) is { } target ? $"{target}.{member.Name}" : null,
        _ => null,
    };

    private Operation Index(IndexSyntax index)
    {
        var key = Bind(index.Index);
        if (key.Type != KqlType.String && !key.Type.IsWhole() && key.Type != KqlType.Dynamic) throw new QueryException(index.Index.Span, $"a property is named by a string and an element by a whole number, not by {Conversions.Article(key.Type)}");
        return Property(Bind(index.Target), index.Target.Span, Conversions.To(key, KqlType.Dynamic));
    }

    private static Operation Property(Scalar target, Span span, Scalar key) =>
        target.Type == KqlType.Dynamic
            ? new Operation(KqlType.Dynamic, "dynamic_index", [target, key])
            : throw new QueryException(span, $"only a dynamic value has properties and elements, but this is {Conversions.Article(target.Type)}{(target.Type == KqlType.String ? "; parse_json(…) makes one of JSON" : "")}");

    private Scalar Negate(NegateSyntax negate)
    {
        var operand = Bind(negate.Operand);
        if (operand is Constant { Value: long whole } && whole != long.MinValue) return new Constant(operand.Type, -whole);
        if (operand is Constant { Value: double real }) return new Constant(operand.Type, -real);
        if (operand is Constant { Value: decimal exact }) return new Constant(operand.Type, -exact);
        if (operand.Type == KqlType.Dynamic) operand = Conversions.To(operand, KqlType.Real);
        if (operand.Type == KqlType.Int) operand = Conversions.To(operand, KqlType.Long);
        return operand.Type.IsNumber() || operand.Type == KqlType.TimeSpan
            ? new Operation(operand.Type, "negate", [operand])
            : throw new QueryException(negate.Span, $"`-` cannot stand before {Conversions.Article(operand.Type)}");
    }

    private Operation Between(BetweenSyntax syntax)
    {
        var (value, low, high) = (Bind(syntax.Left), Bind(syntax.Low), Bind(syntax.High));
        if (value.Type == KqlType.DateTime && high.Type == KqlType.TimeSpan) high = new Operation(KqlType.DateTime, "add", [low, high]);
        var test = new Operation(KqlType.Bool, "and",
            [OperatorBinder.Compare(syntax.Span, "between", "greater_equal", value, low), OperatorBinder.Compare(syntax.Span, "between", "less_equal", value, high)]);
        return syntax.IsNegated ? OperatorBinder.Not(test) : test;
    }

    /// <summary><c>* has "term"</c>: one of the columns meets it.</summary>
    private Scalar InAnyColumn(BinarySyntax syntax)
    {
        var right = Bind(syntax.Right);
        var tests = new List<Scalar>();
        foreach (var column in row?.Relation.Columns ?? [])
        {
            var left = new ColumnValue(column);
            if (syntax.Operator is "==" or "!=" ? OperatorBinder.CommonOf(left, right) is null : column.Type is not (KqlType.String or KqlType.Dynamic)) continue;
            tests.Add(OperatorBinder.Bind(syntax, left, right));
        }

        return tests.Count == 0 ? Constant.Of(false) : OperatorBinder.Joined("or", tests);
    }
}
