using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Aggregates, and functions over the rows before and behind.</content>
internal sealed partial class ScalarBinder
{
    private ColumnValue Aggregate(CallSyntax call, IReadOnlyList<FunctionEntry> entries)
    {
        if (row?.Aggregates is not { IsInside: false } collector)
            throw new QueryException(call.NameSpan, $"`{call.Name}` is an aggregate and stands in summarize{(row?.Aggregates is null ? "" : "; an aggregate cannot stand in another")}");
        var column = context.Column(call.Name, KqlType.Long);
        var aggregate = AggregateOf(call, entries, collector);
        column = new Column(column.Id, call.Name, aggregate.Type);
        collector.Items.Add((column, aggregate));
        return new ColumnValue(column);
    }

    /// <summary>The aggregate of a call.</summary>
    public Aggregate AggregateOf(CallSyntax call, IReadOnlyList<FunctionEntry> entries, AggregateCollector collector)
    {
        if (entries[0].IsBuiltIn && entries[0].Name is not "percentiles_array") throw new QueryException(call.NameSpan, $"`{call.Name}` gives several columns and stands alone: summarize {call.Name}(…)");
        collector.IsInside = true;
        try
        {
            if (entries[0].Name == "percentiles_array") return PercentilesArray(call, entries);
            var syntax = call.Arguments.Select(a => a.Value).ToList();
            if (call.Name == "count" && syntax is [StarSyntax]) syntax = [];
            var (entry, arguments, type) = Choose(call, entries, syntax);
            Scalar? filter = null;
            var at = entry.Signature.Parameters.Select((p, i) => (p, i)).FirstOrDefault(p => p.p.Name == "predicate", (null!, -1)).Item2;
            if (at >= 0)
            {
                filter = arguments[at];
                arguments.RemoveAt(at);
            }

            if (entry.OperationName == "dcount" && arguments.Count > 1) arguments.RemoveAt(1);
            if (entry.OperationName == "percentile") arguments[1] = Fraction(arguments[1], syntax[1].Span);
            return new Aggregate(type, entry.OperationName, arguments, filter);
        }
        finally
        {
            collector.IsInside = false;
        }
    }

    /// <summary>A percentage as what it is of 1.</summary>
    public static Constant Fraction(Scalar percentage, Span span) =>
        percentage is Constant { Value: double number and >= 0 and <= 100 } ? new Constant(KqlType.Real, number / 100) : throw new QueryException(span, "a percentage is a number from 0 to 100 that is known before the query runs");

    private Aggregate PercentilesArray(CallSyntax call, IReadOnlyList<FunctionEntry> entries)
    {
        var (_, arguments, _) = Choose(call, entries, call.Arguments.Select(a => a.Value).ToList());
        return new Aggregate(KqlType.Dynamic, "percentiles_array", [arguments[0], .. arguments.Skip(1).Select((p, i) => Fraction(p, call.Arguments[i + 1].Value.Span))], null);
    }

    private ColumnValue Window(CallSyntax call, FunctionEntry entry, List<Scalar> arguments, KqlType type)
    {
        if (row is null || row.Aggregates is not null) throw new QueryException(call.NameSpan, $"`{call.Name}` cannot stand here; it stands in extend, project, where and serialize");
        if (!row.Relation.IsSerialized) throw new QueryException(call.NameSpan, $"`{call.Name}` looks at the rows in their order, and this table has none; put sort by … or serialize before it");
        var parts = new List<Column>();
        var restart = entry.Name switch
        {
            "row_number" or "row_cumsum" or "row_rank_dense" or "row_rank_min" => arguments[1],
            _ => null,
        };
        if (restart is not null)
        {
            arguments.RemoveAt(1);
            if (restart is not Constant { Value: false }) parts.Add(Part(restart));
        }

        if (entry.Name is "prev" or "next" && arguments.Count == 2) arguments.Add(Constant.Null(type));
        if (entry.Name is "prev" or "next") arguments[2] = Conversions.To(arguments[2], type);
        var value = Materialized(arguments);
        if (entry.Name is "row_rank_dense" or "row_rank_min") return Rank(entry.Name, value[0], parts);
        var column = context.Column(call.Name, type);
        var window = new Window(type, entry.OperationName, value, parts);
        row.Relation = row.Relation.Then(plan => new WindowNode(plan, [(column, window)], row.Relation.Order));
        return new ColumnValue(column);
    }

    /// <summary>The number of the part that a row belongs to, where a new part begins with each row that meets a condition.</summary>
    private Column Part(Scalar restart)
    {
        var begins = context.Column("begins", KqlType.Long);
        var part = context.Column("part", KqlType.Long);
        var number = new Operation(KqlType.Long, "iff", [restart, Constant.Of(1), Constant.Of(0)]);
        row!.Relation = row.Relation
            .Then(plan => new ExtendNode(plan, [new Computed(begins, number)]))
            .Then(plan => new WindowNode(plan, [(part, new Window(KqlType.Long, "row_cumsum", [new ColumnValue(begins)], []))], row.Relation.Order));
        return part;
    }

    /// <summary>How many different values there were so far, or the number of the first row with the same value.</summary>
    private ColumnValue Rank(string name, Scalar value, List<Column> parts)
    {
        var number = Add(new Window(KqlType.Long, "row_number", [Constant.Of(1)], parts));
        var before = Add(new Window(value.Type, "prev", [value], parts));
        Scalar isNew = new Operation(KqlType.Bool, "or", [
            new Operation(KqlType.Bool, "equal", [new ColumnValue(number), Constant.Of(1)]), new Operation(KqlType.Bool, "distinct_from", [value, new ColumnValue(before)])]);
        var step = context.Column("step", KqlType.Long);
        Scalar first = name == "row_rank_dense" ? Constant.Of(1) : new ColumnValue(number);
        row!.Relation = row.Relation.Then(plan => new ExtendNode(plan, [new Computed(step, new Operation(KqlType.Long, "iff", [isNew, first, Constant.Of(0)]))]));
        return new ColumnValue(Add(new Window(KqlType.Long, name == "row_rank_dense" ? "row_cumsum" : "running_max", [new ColumnValue(step)], parts)));
    }

    private Column Add(Window window)
    {
        var column = context.Column(window.Name, window.Type);
        row!.Relation = row.Relation.Then(plan => new WindowNode(plan, [(column, window)], row.Relation.Order));
        return column;
    }

    /// <summary>Arguments that are computed before, so that no function over rows stands in another.</summary>
    private List<Scalar> Materialized(List<Scalar> arguments)
    {
        if (arguments.Count == 0 || arguments[0] is ColumnValue or Constant) return arguments;
        var column = context.Column("value", arguments[0].Type);
        row!.Relation = row.Relation.Then(plan => new ExtendNode(plan, [new Computed(column, arguments[0])]));
        return [new ColumnValue(column), .. arguments.Skip(1)];
    }
}
