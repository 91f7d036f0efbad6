using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Rows of two tables side by side.</content>
internal sealed partial class Binder
{
    private Relation Join(Relation left, JoinOperator syntax, NameScope names)
    {
        var right = context.Deeper(syntax.Right.Span, () => Source(new ExpressionSource(syntax.Right), names));
        var pairs = syntax.On.SelectMany(on => Pairs(on, left, right, names)).ToList();
        var kind = syntax.Kind?.Name ?? (syntax.IsLookup ? "leftouter" : "innerunique");
        if (syntax.IsLookup)
        {
            var keys = pairs.Select(p => p.Right).OfType<ColumnValue>().Select(v => v.Column).ToHashSet();
            return Joined(left, right, kind == "inner" ? JoinKind.Inner : JoinKind.LeftOuter, pairs, [.. right.Columns.Where(c => !keys.Contains(c))]);
        }

        switch (kind)
        {
            case "innerunique": return Joined(FirstOfEach(left, pairs), right, JoinKind.Inner, pairs, right.Columns);
            case "inner": return Joined(left, right, JoinKind.Inner, pairs, right.Columns);
            case "leftouter": return Joined(left, right, JoinKind.LeftOuter, pairs, right.Columns);
            case "rightouter": return Joined(left, right, JoinKind.RightOuter, pairs, right.Columns);
            case "fullouter": return Joined(left, right, JoinKind.FullOuter, pairs, right.Columns);
            case "leftsemi": return Joined(left, right, JoinKind.LeftSemi, pairs, []);
            case "rightsemi": return Joined(right, left, JoinKind.LeftSemi, [.. pairs.Select(p => (p.Right, p.Left))], []);
            case "rightanti" or "rightantisemi": return Joined(right, left, JoinKind.LeftAnti, [.. pairs.Select(p => (p.Right, p.Left))], []);
            default: return Joined(left, right, JoinKind.LeftAnti, pairs, []);
        }
    }

    private Relation Joined(Relation left, Relation right, JoinKind kind, IReadOnlyList<(Scalar Left, Scalar Right)> pairs, IReadOnlyList<Column> wanted)
    {
        var made = new ColumnList();
        foreach (var column in left.Columns) made.Free(column.Name);
        var fromRight = wanted.Select(c => new Computed(context.Column(made.Free(c.Name), c.Type), new ColumnValue(c))).ToList();
        var isLeftKept = kind is not (JoinKind.RightOuter or JoinKind.FullOuter);
        var fromLeft = isLeftKept ? null : left.Columns.Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        return new Relation(
            new JoinNode(left.Plan, right.Plan, kind, pairs, fromLeft, fromRight),
            [.. fromLeft?.Select(c => c.Column) ?? left.Columns, .. fromRight.Select(c => c.Column)])
        {
            Open = isLeftKept ? left.Open : null,
        };
    }

    /// <summary>One row of each key.</summary>
    private Relation FirstOfEach(Relation left, IReadOnlyList<(Scalar Left, Scalar Right)> pairs)
    {
        var keys = pairs.Select(p => new Computed(context.Column("key", p.Left.Type), p.Left)).ToList();
        var number = context.Column("number", KqlType.Long);
        return left
            .Then(plan => new ExtendNode(plan, keys))
            .Then(plan => new WindowNode(plan, [(number, new Window(KqlType.Long, "row_number", [Constant.Of(1)], [.. keys.Select(k => k.Column)]))], left.Order))
            .Then(plan => new FilterNode(plan, new Operation(KqlType.Bool, "equal", [new ColumnValue(number), Constant.Of(1)])));
    }

    /// <summary>What <c>on</c> wants to be the same: a column of both, or <c>$left.a == $right.b</c>, several of these with <c>and</c>.</summary>
    private IEnumerable<(Scalar Left, Scalar Right)> Pairs(ExpressionSyntax on, Relation left, Relation right, NameScope names)
    {
        switch (on)
        {
            case BinarySyntax { Operator: "and" } both:
                return Pairs(both.Left, left, right, names).Concat(Pairs(both.Right, left, right, names));
            case NameSyntax name:
                return [Pair(on.Span, Key(left, name, "left"), Key(right, name, "right"))];
            case BinarySyntax { Operator: "==" } equal:
                return [Side(equal.Left, left, right) is (var a, true) && Side(equal.Right, left, right) is (var b, false) ? Pair(on.Span, a, b)
                    : Side(equal.Right, left, right) is (var c, true) && Side(equal.Left, left, right) is (var d, false) ? Pair(on.Span, c, d)
                    : throw new QueryException(on.Span, "one side of == must be of $left and the other of $right")];
            default:
                throw new QueryException(on.Span, "expected a column of both tables, or $left.a == $right.b");
        }
    }

    private (Scalar Value, bool IsLeft) Side(ExpressionSyntax syntax, Relation left, Relation right) => syntax switch
    {
        MemberSyntax { Target: NameSyntax { Name: "$left" } } member => (Key(left, new NameSyntax(member.Span, member.Name), "left"), true),
        MemberSyntax { Target: NameSyntax { Name: "$right" } } member => (Key(right, new NameSyntax(member.Span, member.Name), "right"), false),
        _ => throw new QueryException(syntax.Span, "expected $left.column or $right.column"),
    };

    private ColumnValue Key(Relation relation, NameSyntax name, string side)
    {
        if (relation.Find(name.Name) is not null || relation.Open is not null)
            return (ColumnValue)Scalars(new NameScope(null), new RowScope(relation)).Bind(name);
        var near = NearNames.Nearest(name.Name, [.. relation.Columns.Select(c => c.Name)]);
        throw new QueryException(name.Span, $"the {side} table has no column `{name.Name}`{(near is null ? "" : $"; did you mean `{near}`?")}");
    }

    private static (Scalar Left, Scalar Right) Pair(Span span, Scalar left, Scalar right)
    {
        var type = OperatorBinder.CommonOf(left, right) ?? throw new QueryException(span, $"the left is {Conversions.Article(left.Type)} and the right {Conversions.Article(right.Type)}");
        return (Conversions.To(left, type), Conversions.To(right, type));
    }
}
