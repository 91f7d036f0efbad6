using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Tests against lists.</content>
internal sealed partial class ScalarBinder
{
    private Scalar Among(InSyntax syntax)
    {
        var isNegated = syntax.Operator[0] == '!';
        var name = isNegated ? syntax.Operator[1..] : syntax.Operator;
        var left = Bind(syntax.Left);
        if (name != "in") left = OperatorBinder.TextOf(left, syntax.Left.Span, syntax.Operator);
        if (syntax.Values.Count == 0) return Constant.Of(isNegated);
        var test = syntax.Values is [var only] && Table(only) is { } table ? InTable(syntax, name, left, table, only.Span) : InValues(syntax, name, left);
        return isNegated ? OperatorBinder.Not(test) : test;
    }

    private Relation? Table(ExpressionSyntax syntax) => syntax switch
    {
        TableSyntax table => tables.Pipeline(table.Pipeline, names),
        NameSyntax name when row?.Relation.Find(name.Name) is null && (names.Find(name.Name) is TableBinding || (names.Find(name.Name) is null && context.Schema.Find(name.Name) is not null)) => tables.Source(new ExpressionSource(name), names),
        CallSyntax call when tables.IsTable(call, names) => tables.Source(new ExpressionSource(call), names),
        _ => null,
    };

    private Scalar InValues(InSyntax syntax, string name, Scalar left)
    {
        var tests = new List<Scalar>();
        var plain = new List<Scalar>();
        foreach (var value in syntax.Values)
        {
            var right = Bind(value);
            if (right is Constant { Type: KqlType.Dynamic, Value: string list } && Native.JsonText.Elements(list) is { } elements)
                plain.AddRange(elements.Select(e => Element(e, left.Type)));
            else if (right.Type == KqlType.Dynamic && right is not Constant)
                tests.Add(new Operation(KqlType.Bool, ArrayTest(name), [name == "in" ? Conversions.To(left, KqlType.Dynamic) : left, right]));
            else if (name == "in") plain.Add(right);
            else plain.Add(OperatorBinder.TextOf(right, value.Span, syntax.Operator));
        }

        if (plain.Count > 0 && name is "has_any" or "has_all") tests.Add(OperatorBinder.Joined(name == "has_any" ? "or" : "and", [.. plain.Select(p => (Scalar)new Operation(KqlType.Bool, "has", [left, p]))]));
        else if (plain.Count > 0) tests.Add(In(syntax, name, left, plain));
        return tests.Count == 0 ? Constant.Of(name == "has_all") : OperatorBinder.Joined(name == "has_all" ? "and" : "or", tests);
    }

    /// <summary>An element of an array that is known, as what it is compared with.</summary>
    private static Constant Element(string json, KqlType type) =>
        type == KqlType.String ? Constant.Of(Native.JsonText.Shown(json))
        : type.IsNumber() && Native.JsonText.Number(json) is { } number ? number == Math.Floor(number) && Math.Abs(number) < 9e15 ? Constant.Of((long)number) : new Constant(KqlType.Real, number)
        : new Constant(KqlType.Dynamic, json == "null" ? null : json);

    private static Operation In(InSyntax syntax, string name, Scalar left, List<Scalar> values)
    {
        if (name == "in~") return new Operation(KqlType.Bool, "in_ci", [left, .. values]);
        var type = left.Type;
        foreach (var (value, i) in values.Select((v, i) => (v, i)))
        {
            var common = OperatorBinder.CommonOf(left, value) ?? throw new QueryException(syntax.Values[i].Span, $"`{syntax.Operator}` cannot compare {Conversions.Article(left.Type)} with {Conversions.Article(value.Type)}");
            type = type == left.Type || type == KqlType.Dynamic ? common : KqlTypes.Common(type, common) ?? KqlType.String;
        }

        return new Operation(KqlType.Bool, "in", [Conversions.To(left, type), .. values.Select(v => Conversions.To(v, type))]);
    }

    private static string ArrayTest(string name) => name switch { "in" => "in_array", "in~" => "in_array_ci", "has_any" => "has_any_array", _ => "has_all_array" };

    private Scalar InTable(InSyntax syntax, string name, Scalar left, Relation table, Span span)
    {
        if (table.Columns.Count == 0) throw new QueryException(span, "the table has no columns");
        var column = table.Columns[0];
        if (name is "has_any" or "has_all")
        {
            var list = context.Column("list", KqlType.Dynamic);
            var plan = new AggregateNode(table.Plan, [], [(list, new Aggregate(KqlType.Dynamic, "make_list", [Conversions.To(new ColumnValue(column), KqlType.Dynamic)], null))], []);
            return new Operation(KqlType.Bool, ArrayTest(name), [left, new TableScalar(plan, list)]);
        }

        Scalar right = new ColumnValue(column);
        var type = OperatorBinder.CommonOf(left, right) ?? throw new QueryException(span, $"`{syntax.Operator}` cannot compare {Conversions.Article(left.Type)} with {Conversions.Article(column.Type)}");
        (left, right) = (Conversions.To(left, type), Conversions.To(right, type));
        if (name == "in~") (left, right) = (Lower(left), Lower(right));
        var found = context.Column(column.Name, right.Type);
        return new InTable(left, new ProjectNode(table.Plan, [new Computed(found, right)]), found);
    }

    private static Operation Lower(Scalar text) => new(KqlType.String, "tolower", [Conversions.To(text, KqlType.String)]);
}
