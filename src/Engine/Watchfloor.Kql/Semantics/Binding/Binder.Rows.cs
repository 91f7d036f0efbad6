using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Steps that choose and order rows.</content>
internal sealed partial class Binder
{
    private Relation Sort(Relation relation, IReadOnlyList<KeySyntax> keys, NameScope names)
    {
        var row = new RowScope(relation);
        var binder = Scalars(names, row);
        var order = new List<SortKey>();
        var computed = new List<Computed>();
        foreach (var key in keys)
        {
            var value = binder.Bind(key.Value);
            if (value is not ColumnValue { Column: var column })
            {
                column = context.Column("key", value.Type);
                computed.Add(new Computed(column, value));
            }

            order.Add(new SortKey(column, key.IsAscending, key.NullsFirst ?? key.IsAscending));
        }

        var sorted = row.Relation;
        if (computed.Count > 0) sorted = sorted.Then(plan => new ExtendNode(plan, computed));
        return sorted with { Order = order, IsSerialized = true };
    }

    private Relation Top(Relation relation, TopOperator syntax, NameScope names) => Limited(Sort(relation, [syntax.Key], names), syntax.Count, names);

    private Relation Take(Relation relation, TakeOperator syntax, NameScope names) => Limited(relation, syntax.Count, names);

    private Relation Limited(Relation relation, ExpressionSyntax count, NameScope names)
    {
        var rows = Rows(count, names);
        return relation.Then(plan => new LimitNode(plan, rows, relation.Order));
    }

    private Scalar Rows(ExpressionSyntax count, NameScope names)
    {
        var rows = new ScalarBinder(context, this, names, null).Number(count, "a number of rows");
        return rows is Constant { Value: not (>= 0L) } ? throw new QueryException(count.Span, "a number of rows is not below 0") : rows;
    }

    private Relation Sample(Relation relation, SampleOperator syntax, NameScope names)
    {
        var rows = Rows(syntax.Count, names);
        if (syntax.Of is null) return relation.Then(plan => new SampleNode(plan, rows)) with { Order = [], IsSerialized = false };
        var distinct = Grouped(relation, [new NamedSyntax([], syntax.Of)], names);
        return distinct.Then(plan => new LimitNode(plan, rows, []));
    }

    private Relation Distinct(Relation relation, DistinctOperator syntax, NameScope names) =>
        Grouped(relation, syntax.Columns.Count > 0 ? syntax.Columns : [.. relation.Columns.Select(c => new NamedSyntax([], new NameSyntax(syntax.Span, c.Name)))], names);

    private Relation Count(Relation relation)
    {
        var count = context.Column("Count", KqlType.Long);
        return new Relation(new AggregateNode(relation.Plan, [], [(count, new Aggregate(KqlType.Long, "count", [], null))], []), [count]);
    }
}
