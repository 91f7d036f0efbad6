using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Aggregates.</content>
internal sealed partial class Binder
{
    private Relation Summarize(Relation relation, SummarizeOperator syntax, NameScope names)
    {
        if (syntax.Aggregates.Count == 0 && syntax.By.Count == 0) throw new QueryException(syntax.Span, "summarize needs an aggregate, such as count(), or columns behind by");
        if (syntax.Aggregates.Count == 0) return Grouped(relation, syntax.By, names);
        var made = new ColumnList();
        var row = new RowScope(relation);
        var keys = Keys(made, syntax.By, row, names);
        var collector = new AggregateCollector();
        collector.Keys.AddRange(keys);
        var outputs = new List<Computed>();
        var binder = Scalars(names, new RowScope(row.Relation) { Aggregates = collector });
        foreach (var aggregate in syntax.Aggregates) outputs.AddRange(Outputs(made, aggregate, binder, collector, row.Relation));
        var plan = new AggregateNode(row.Relation.Plan, keys, collector.Items, row.Relation.Order);
        List<Computed> all = [.. keys.Select(k => new Computed(context.Column(k.Column.Name, k.Column.Type), new ColumnValue(k.Column))), .. outputs];
        return new Relation(new ProjectNode(plan, all), [.. all.Select(c => c.Column)]);
    }

    /// <summary>Every combination of the keys once.</summary>
    private Relation Grouped(Relation relation, IReadOnlyList<NamedSyntax> by, NameScope names)
    {
        var made = new ColumnList();
        var row = new RowScope(relation);
        var keys = Keys(made, by, row, names);
        return new Relation(new AggregateNode(row.Relation.Plan, keys, [], []), [.. keys.Select(k => k.Column)]);
    }

    private List<Computed> Keys(ColumnList made, IReadOnlyList<NamedSyntax> by, RowScope row, NameScope names)
    {
        var binder = Scalars(names, row);
        var start = made.Items.Count;
        foreach (var key in by) Add(made, key, binder.Bind(key.Value), null);
        return made.Items[start..];
    }

    /// <summary>The columns of one aggregate: one of most, several of some.</summary>
    private List<Computed> Outputs(ColumnList made, NamedSyntax syntax, ScalarBinder binder, AggregateCollector collector, Relation relation)
    {
        if (syntax.Value is CallSyntax call)
        {
            switch (call.Name)
            {
                case "arg_max" or "arg_min" or "argmax" or "argmin": return ArgOutputs(made, syntax.Names, call, binder, collector, relation);
                case "percentiles": return PercentileOutputs(made, syntax.Names, call, binder, collector);
                case "take_any" or "any" when call.Arguments.Count > 1 || call.Arguments is [{ Value: StarSyntax }]: return AnyOutputs(made, syntax.Names, call, binder, collector, relation);
            }
        }

        if (syntax.Value is CallSyntax called && FunctionCatalogue.Find(called.Name) is [{ Kind: FunctionKind.Scalar } entry, ..] && !HoldsAggregate(syntax.Value))
            throw new QueryException(called.NameSpan, $"`{entry.Name}` is no aggregate; summarize takes such as count(), sum(x) or take_any(x)");
        var value = binder.Bind(syntax.Value);
        var name = syntax.Names is [var given] ? Unique(made, given)
            : made.Free(syntax.Value is CallSyntax aggregate && FunctionCatalogue.Find(aggregate.Name) is [{ Kind: FunctionKind.Aggregate } known, ..] ? ColumnNames.OfAggregate(aggregate, known) : made.Unnamed());
        return [new Computed(context.Column(name, value.Type), value)];
    }

    private static bool HoldsAggregate(ExpressionSyntax syntax) => syntax switch
    {
        CallSyntax call => FunctionCatalogue.Find(call.Name) is [{ Kind: FunctionKind.Aggregate }, ..] || call.Arguments.Any(a => HoldsAggregate(a.Value)),
        BinarySyntax binary => HoldsAggregate(binary.Left) || HoldsAggregate(binary.Right),
        NegateSyntax negate => HoldsAggregate(negate.Operand),
        MemberSyntax member => HoldsAggregate(member.Target),
        IndexSyntax index => HoldsAggregate(index.Target),
        InSyntax among => HoldsAggregate(among.Left) || among.Values.Any(HoldsAggregate),
        BetweenSyntax between => HoldsAggregate(between.Left) || HoldsAggregate(between.Low) || HoldsAggregate(between.High),
        _ => false,
    };

    /// <summary>The least or greatest value, and other columns of its row.</summary>
    private List<Computed> ArgOutputs(ColumnList made, IReadOnlyList<NameSyntax> names, CallSyntax call, ScalarBinder binder, AggregateCollector collector, Relation relation)
    {
        if (call.Arguments.Count == 0) throw new QueryException(call.NameSpan, $"`{call.Name}` takes what is to be {(call.Name.EndsWith("max", StringComparison.Ordinal) ? "greatest" : "least")}, and the columns that are wanted: {call.Name}(time, *)");
        collector.IsInside = true;
        var by = binder.Bind(call.Arguments[0].Value);
        var wanted = new List<(string Name, Scalar Value, NameSyntax? Given)>
        {
            (ColumnNames.Of(call.Arguments[0].Value) ?? call.Name[^3..] + "_", by, names.Count > 0 ? names[0] : null),
        };
        wanted.AddRange(Wanted(call.Arguments.Skip(1), names, binder, collector, relation, by));
        collector.IsInside = false;
        var operation = call.Name.EndsWith("max", StringComparison.Ordinal) ? "arg_max" : "arg_min";
        return [.. wanted.Select(w => Collected(made, collector, w.Name, w.Given, new Aggregate(w.Value.Type, operation, [w.Value, by], null)))];
    }

    private static IEnumerable<(string Name, Scalar Value, NameSyntax? Given)> Wanted(
        IEnumerable<ArgumentSyntax> arguments, IReadOnlyList<NameSyntax> names, ScalarBinder binder, AggregateCollector collector, Relation relation, Scalar? by)
    {
        var at = by is null ? 0 : 1;
        foreach (var argument in arguments)
        {
            if (argument.Value is not StarSyntax)
            {
                yield return (ColumnNames.Of(argument.Value) ?? "Column" + at, binder.Bind(argument.Value), at < names.Count ? names[at] : null);
                at++;
                continue;
            }

            foreach (var column in relation.Columns)
            {
                if (by is ColumnValue known && known.Column == column) continue;
                if (collector.Keys.Exists(k => k.Value is ColumnValue key && key.Column == column)) continue;
                yield return (column.Name, new ColumnValue(column), at < names.Count ? names[at] : null);
                at++;
            }
        }
    }

    private List<Computed> AnyOutputs(ColumnList made, IReadOnlyList<NameSyntax> names, CallSyntax call, ScalarBinder binder, AggregateCollector collector, Relation relation)
    {
        collector.IsInside = true;
        var wanted = Wanted(call.Arguments, names, binder, collector, relation, null).ToList();
        collector.IsInside = false;
        return [.. wanted.Select(w => Collected(made, collector, w.Name, w.Given, new Aggregate(w.Value.Type, "take_any", [w.Value], null)))];
    }

    private List<Computed> PercentileOutputs(ColumnList made, IReadOnlyList<NameSyntax> names, CallSyntax call, ScalarBinder binder, AggregateCollector collector)
    {
        if (call.Arguments.Count < 2) throw new QueryException(call.NameSpan, "`percentiles` takes a value and percentages: percentiles(ms, 50, 95)");
        var outputs = new List<Computed>();
        for (var i = 1; i < call.Arguments.Count; i++)
        {
            var single = call with { Name = "percentile", Arguments = [call.Arguments[0], call.Arguments[i]] };
            var aggregate = binder.AggregateOf(single, FunctionCatalogue.Find("percentile"), collector);
            outputs.Add(Collected(made, collector, ColumnNames.OfAggregate(single, FunctionCatalogue.Find("percentile")[0]), i <= names.Count ? names[i - 1] : null, aggregate));
        }

        return outputs;
    }

    private Computed Collected(ColumnList made, AggregateCollector collector, string name, NameSyntax? given, Aggregate aggregate)
    {
        var column = context.Column(name, aggregate.Type);
        collector.Items.Add((column, aggregate));
        return new Computed(context.Column(given is null ? made.Free(name) : Unique(made, given), aggregate.Type), new ColumnValue(column));
    }
}
