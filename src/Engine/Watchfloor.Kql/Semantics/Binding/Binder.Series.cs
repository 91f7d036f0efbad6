using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content><c>make-series</c>: aggregates over steps, put beside a range of all steps, and made into arrays.</content>
internal sealed partial class Binder
{
    private Relation MakeSeries(Relation relation, MakeSeriesOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var binder = Scalars(names, row);
        var on = binder.Bind(syntax.On.Value);
        if (on.Type == KqlType.Int) on = Conversions.To(on, KqlType.Long);
        if (on.Type is not (KqlType.DateTime or KqlType.TimeSpan or KqlType.Long or KqlType.Real)) throw new QueryException(syntax.On.Span, $"the axis is a number or a time, not {Conversions.Article(on.Type)}");
        var step = Edge(syntax.Step, on.Type == KqlType.DateTime ? KqlType.TimeSpan : on.Type, names);
        var axisName = syntax.On.Names is [var given] ? given.Name : ColumnNames.Of(syntax.On.Value) ?? "Column1";

        // The rows are read several times.
        var axis = context.Column(axisName, on.Type);
        var extended = row.Relation.Then(plan => new ExtendNode(plan, [new Computed(axis, on)]));
        var id = context.NextShared();
        var all = extended with { Columns = [.. extended.Columns, axis] };
        var from = syntax.From is null ? Whole(Extreme(Copy(all, id), axisName, "min"), step, on.Type) : Edge(syntax.From, on.Type, names);
        var to = syntax.To is null ? new Operation(on.Type, "add", [Extreme(Copy(all, id), axisName, "max"), new Constant(step.Type, Tick(on.Type))]) : Edge(syntax.To, on.Type, names);

        // The aggregates of each step and group.
        var rows = Copy(all, id);
        var inside = new RowScope(rows);
        var keys = Keys(new ColumnList(), syntax.By, inside, names);
        var value = new ColumnValue(rows.Columns[^1]);
        var bin = new Computed(context.Column("step", on.Type), Stepped(value, from, step, on.Type));
        var collector = new AggregateCollector();
        var made = new ColumnList();
        var counter = Scalars(names, new RowScope(rows) { Aggregates = collector });
        var series = syntax.Series.SelectMany(s => Outputs(made, s.Aggregate, counter, collector, rows).Select(c => (Column: c, s.Default))).ToList();
        var within = OperatorBinder.Joined("and", [new Operation(KqlType.Bool, "greater_equal", [value, from]), new Operation(KqlType.Bool, "less", [value, to])]);
        var aggregated = new ProjectNode(
            new AggregateNode(new FilterNode(inside.Relation.Plan, within), [.. keys, bin], collector.Items, []),
            [.. keys.Append(bin).Select(k => new Computed(context.Column(k.Column.Name, k.Column.Type), new ColumnValue(k.Column))), .. series.Select(s => s.Column)]);
        return Gathered(syntax, names, aggregated, keys.Count, [.. series.Select(s => (s.Column.Column, s.Default))], (axisName, from, to, step, on.Type));
    }

    private Relation Gathered(
        MakeSeriesOperator syntax, NameScope names, ProjectNode aggregated, int keys, IReadOnlyList<(Column Column, ExpressionSyntax? Default)> series,
        (string Name, Scalar From, Scalar To, Scalar Step, KqlType Type) axis)
    {
        var values = new Relation(aggregated, [.. aggregated.Columns.Select(c => c.Column)]);
        var id = context.NextShared();
        var groups = Copy(values, id);
        var groupKeys = groups.Columns.Take(keys).Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        PlanNode groupPlan = keys == 0 && syntax.IsNonEmpty ? new ValuesNode([], [[]], context.Column("ordinal", KqlType.Long))
            : keys == 0 ? new LimitNode(new ProjectNode(groups.Plan, [new Computed(context.Column("one", KqlType.Long), Constant.Of(1))]), Constant.Of(1), [])
            : new AggregateNode(groups.Plan, groupKeys, [], []);

        // The last step begins before the end.
        var last = new Operation(axis.Type, "subtract", [axis.To, new Constant(axis.Step.Type, Tick(axis.Type))]);
        var step = context.Column(axis.Name, axis.Type);
        var grid = new JoinNode(groupPlan, new RangeNode(step, axis.From, last, axis.Step), JoinKind.Cross, [], null, [new Computed(context.Column(axis.Name, axis.Type), new ColumnValue(step))]);
        var gridStep = grid.FromRight[0].Column;
        var joined = Copy(values, id);
        List<(Scalar, Scalar)> on = [.. groupKeys.Select((k, i) => ((Scalar)new ColumnValue(k.Column), (Scalar)new ColumnValue(joined.Columns[i]))), (new ColumnValue(gridStep), new ColumnValue(joined.Columns[keys]))];
        var fromRight = joined.Columns.Skip(keys + 1).Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        var filled = new JoinNode(grid, joined.Plan, JoinKind.LeftOuter, on, null, fromRight, nullsMatch: true);
        var lists = new List<(Column, Aggregate)>();
        for (var i = 0; i < series.Count; i++)
        {
            var value = new ColumnValue(fromRight[i].Column);
            var otherwise = Default(series[i].Default, value.Type, names);
            var whole = new Operation(value.Type, "coalesce", [value, otherwise]);
            lists.Add((context.Column(series[i].Column.Name, KqlType.Dynamic), List(whole)));
        }

        lists.Add((context.Column(axis.Name, KqlType.Dynamic), List(new ColumnValue(gridStep))));
        var outKeys = groupKeys.Select(k => new Computed(context.Column(k.Column.Name, k.Column.Type), new ColumnValue(k.Column))).ToList();
        PlanNode plan = new AggregateNode(filled, outKeys, lists, [new SortKey(gridStep, true, true)]);
        if (keys == 0) plan = new FilterNode(plan, new Operation(KqlType.Bool, "not_equal", [new ColumnValue(lists[^1].Item1), new Constant(KqlType.Dynamic, "[]")]));
        return new Relation(plan, [.. outKeys.Select(k => k.Column), .. lists.Select(l => l.Item1)]);
    }

    private static Aggregate List(Scalar value) => new(KqlType.Dynamic, "make_list_with_nulls", [Conversions.To(value, KqlType.Dynamic)], null);

    private Scalar Default(ExpressionSyntax? syntax, KqlType type, NameScope names)
    {
        if (syntax is null) return type.IsWhole() ? new Constant(type, 0L) : type == KqlType.Real ? new Constant(type, 0d) : type == KqlType.TimeSpan ? new Constant(type, 0L) : Constant.Null(type);
        var value = new ScalarBinder(context, this, names, null).Bind(syntax);
        return Conversions.To(value, type);
    }

    private Scalar Edge(ExpressionSyntax syntax, KqlType type, NameScope names)
    {
        var value = new ScalarBinder(context, this, names, null).Bind(syntax);
        return Conversions.Cost(value.Type, type) is not null ? Conversions.To(value, type) : throw new QueryException(syntax.Span, $"expected {Conversions.Article(type)}, but this is {Conversions.Article(value.Type)}");
    }

    private TableScalar Extreme(Relation relation, string axis, string aggregate)
    {
        var column = relation.Columns[^1];
        var found = context.Column(axis, column.Type);
        return new TableScalar(new AggregateNode(relation.Plan, [], [(found, new Aggregate(column.Type, aggregate, [new ColumnValue(column)], null))], []), found);
    }

    private static Operation Whole(Scalar value, Scalar step, KqlType type) => new(type, type == KqlType.Real ? "bin_real" : "bin_whole", [value, step]);

    private static Operation Stepped(Scalar value, Scalar from, Scalar step, KqlType type) => new(type, type == KqlType.Real ? "bin_at_real" : "bin_at_whole", [value, step, from]);

    /// <summary>Less than any step.</summary>
    private static object Tick(KqlType type) => type == KqlType.Real ? 1e-9 : 1L;
}
