using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content><c>top-nested</c>: groups by the values of a level, the greatest of them within each group of the level before.</content>
internal sealed partial class Binder
{
    private Relation TopNested(Relation relation, TopNestedOperator syntax, NameScope names)
    {
        // Each level reads the rows that belong to the groups found so far.
        var row = new RowScope(relation);
        var binder = Scalars(names, row);
        var levels = syntax.Levels.Select(l => (Syntax: l, Value: binder.Bind(l.Of.Value), Name: l.Of.Names is [var given] ? given.Name : ColumnNames.Of(l.Of.Value) ?? "Column1")).ToList();
        var values = levels.Select(l => new Computed(context.Column(l.Name, l.Value.Type), l.Value)).ToList();
        var id = context.NextShared();
        var all = row.Relation.Then(plan => new ExtendNode(plan, values));
        all = all with { Columns = [.. all.Columns, .. values.Select(v => v.Column)], Order = [] };
        Relation? found = null;
        for (var i = 0; i < levels.Count; i++)
        {
            var rows = Copy(all, id);
            var level = rows.Columns.Skip(rows.Columns.Count - levels.Count).ToList();
            found = Level(levels[i].Syntax, levels[i].Name, rows, level.Take(i).ToList(), level[i], found, names);
        }

        return found!;
    }

    private Relation Level(TopNestedLevel syntax, string name, Relation rows, List<Column> outer, Column value, Relation? found, NameScope names)
    {
        var collector = new AggregateCollector();
        var aggregate = Scalars(names, new RowScope(rows) { Aggregates = collector }).Bind(syntax.By.Value);
        var by = syntax.By.Names is [var given] ? given.Name : "aggregated_" + name;

        // The groups of this level, each with those that it lies in.
        var outerKeys = outer.Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        var key = new Computed(context.Column(name, value.Type), new ColumnValue(value));
        var amount = new Computed(context.Column(by, aggregate.Type), aggregate);
        PlanNode groups = new ExtendNode(new AggregateNode(rows.Plan, [.. outerKeys, key], collector.Items, []), [amount]);
        var number = context.Column("number", KqlType.Long);
        var order = new SortKey(amount.Column, syntax.IsAscending, syntax.IsAscending);
        groups = new WindowNode(groups, [(number, new Window(KqlType.Long, "row_number", [Constant.Of(1)], [.. outerKeys.Select(k => k.Column)]))], [order]);
        var isTop = syntax.Count is null ? null : new Operation(KqlType.Bool, "less_equal", [new ColumnValue(number), Rows(syntax.Count, names)]);
        var top = new Relation(isTop is null ? groups : new FilterNode(groups, isTop), [.. outerKeys.Select(k => k.Column), key.Column, amount.Column]);
        if (syntax.Others is not null && isTop is not null) top = WithOthers(syntax.Others, rows, outer, value, top, syntax.By.Value, names);
        return found is null ? top : Nested(found, top, outer.Count);
    }

    /// <summary>The groups so far with those that lie in them.</summary>
    private Relation Nested(Relation found, Relation top, int outer)
    {
        var on = new List<(Scalar, Scalar)>();
        for (var i = 0; i < outer; i++) on.Add((new ColumnValue(found.Columns[i * 2]), new ColumnValue(top.Columns[i])));
        var added = top.Columns.Skip(outer).Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        return new Relation(new JoinNode(found.Plan, top.Plan, JoinKind.Inner, on, null, added, nullsMatch: true), [.. found.Columns, .. added.Select(c => c.Column)]);
    }

    /// <summary>The rest of each group in one row.</summary>
    private Relation WithOthers(ExpressionSyntax label, Relation rows, List<Column> outer, Column value, Relation top, ExpressionSyntax by, NameScope names)
    {
        var places = outer.Append(value).Select(c => rows.Columns.ToList().IndexOf(c)).ToList();
        var rest = Copy(rows, context.NextShared());
        var id = context.NextShared();
        var taken = Copy(top, id);
        List<(Scalar, Scalar)> on = [.. places.Select((p, i) => ((Scalar)new ColumnValue(rest.Columns[p]), (Scalar)new ColumnValue(taken.Columns[i])))];
        var left = new JoinNode(rest.Plan, taken.Plan, JoinKind.LeftAnti, on, null, [], nullsMatch: true);
        var collector = new AggregateCollector();
        var amount = Scalars(names, new RowScope(rest) { Aggregates = collector }).Bind(by);
        var count = context.Column("rows", KqlType.Long);
        var keys = outer.Select((c, i) => new Computed(context.Column(c.Name, c.Type), new ColumnValue(rest.Columns[places[i]]))).ToList();
        var groups = new AggregateNode(left, keys, [.. collector.Items, (count, new Aggregate(KqlType.Long, "count", [], null))], []);
        var text = Conversions.To(new ScalarBinder(context, this, names, null).Bind(label), value.Type);
        var others = new ProjectNode(
            new FilterNode(groups, new Operation(KqlType.Bool, "greater", [new ColumnValue(count), Constant.Of(0)])),
            [
                .. keys.Select(k => new Computed(context.Column(k.Column.Name, k.Column.Type), new ColumnValue(k.Column))),
                new Computed(context.Column(value.Name, value.Type), text),
                new Computed(context.Column(top.Columns[^1].Name, amount.Type), amount),
            ]);
        return United([Copy(top, id), new Relation(others, [.. others.Columns.Select(c => c.Column)])]);
    }
}
