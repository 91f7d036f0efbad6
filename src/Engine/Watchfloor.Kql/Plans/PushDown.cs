using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Plans;

/// <summary>Moves conditions down to the tables that they are about, and finds the times between which a table must be read.</summary>
internal static class PushDown
{
    /// <summary>The same plan, with its conditions as far down as they can stand.</summary>
    public static PlanNode Apply(PlanNode plan) => plan switch
    {
        FilterNode filter => Conjuncts(filter.Predicate).Aggregate(Apply(filter.Inputs[0]), Sink),
        ExtendNode extend => new ExtendNode(Apply(extend.Inputs[0]), extend.Columns),
        ProjectNode project => new ProjectNode(Apply(project.Inputs[0]), project.Columns),
        AggregateNode aggregate => new AggregateNode(Apply(aggregate.Inputs[0]), aggregate.Keys, aggregate.Aggregates, aggregate.Order),
        LimitNode limit => new LimitNode(Apply(limit.Inputs[0]), limit.Count, limit.Order),
        SampleNode sample => new SampleNode(Apply(sample.Inputs[0]), sample.Count),
        WindowNode window => new WindowNode(Apply(window.Inputs[0]), window.Columns, window.Order),
        JoinNode join => new JoinNode(Apply(join.Inputs[0]), Apply(join.Inputs[1]), join.Kind, join.On, join.FromLeft, join.FromRight, join.NullsMatch),
        UnionNode union => new UnionNode([.. union.Inputs.Select(Apply)], union.Columns, union.Values),
        UnnestNode unnest => new UnnestNode(Apply(unnest.Inputs[0]), unnest.Arrays, unnest.Index, unnest.Limit),
        ApplyNode apply => new ApplyNode(Apply(apply.Inputs[0]), Apply(apply.Inner), apply.Columns),
        SharedNode shared => new SharedNode(shared.Id, Apply(shared.Inputs[0]), shared.Columns),
        _ => plan,
    };

    /// <summary>The conditions that must all hold.</summary>
    private static IEnumerable<Scalar> Conjuncts(Scalar predicate) =>
        predicate is Operation { Name: "and" } both ? both.Arguments.SelectMany(Conjuncts) : [predicate];

    private static PlanNode Sink(PlanNode node, Scalar condition)
    {
        switch (node)
        {
            case ScanNode scan:
                var (from, to) = Bounds(scan, condition);
                return scan.With([.. scan.Predicates, condition], Later(scan.From, from), Earlier(scan.To, to));
            case FilterNode filter:
                return new FilterNode(Sink(filter.Inputs[0], condition), filter.Predicate);
            case ExtendNode extend when !Uses(condition, extend.Columns.Select(c => c.Column)):
                return new ExtendNode(Sink(extend.Inputs[0], condition), extend.Columns);
            case ProjectNode project when Renamed(condition, project) is { } renamed:
                return new ProjectNode(Sink(project.Inputs[0], renamed), project.Columns);
            default:
                return new FilterNode(node, condition);
        }
    }

    private static bool Uses(Scalar scalar, IEnumerable<Column> columns) => scalar is ColumnValue value ? columns.Contains(value.Column) : scalar.Parts.Any(p => Uses(p, columns));

    /// <summary>The condition on what a projection reads, if it only passes on the columns that the condition is about.</summary>
    private static Scalar? Renamed(Scalar scalar, ProjectNode project)
    {
        switch (scalar)
        {
            case ColumnValue value:
                return project.Columns.FirstOrDefault(c => c.Column == value.Column)?.Value as ColumnValue;
            case Constant or TableScalar:
                return scalar;
            case InTable test:
                return Renamed(test.Value, project) is { } tested ? test with { Value = tested } : null;
            case Operation operation:
                var arguments = operation.Arguments.Select(a => Renamed(a, project)).ToList();
                return arguments.Contains(null) ? null : operation with { Arguments = arguments! };
            default:
                return null;
        }
    }

    private static (long? From, long? To) Bounds(ScanNode scan, Scalar condition)
    {
        if (condition is not Operation { Arguments: [ColumnValue { Column: var column }, Constant { Value: long ticks }] } operation) return (null, null);
        if (scan.Table.TimeColumn is not { } time || scan.Find(time) != column) return (null, null);
        return operation.Name switch
        {
            "greater" or "greater_equal" => (ticks, null),
            "less" or "less_equal" => (null, ticks),
            "equal" => (ticks, ticks),
            _ => (null, null),
        };
    }

    private static long? Later(long? a, long? b) => a is null || b > a ? b ?? a : a;

    private static long? Earlier(long? a, long? b) => a is null || b < a ? b ?? a : a;
}
