using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>Writes a plan in SQL: every node is a query that reads from the queries of its inputs.</summary>
public sealed class SqlWriter
{
    private readonly ISqlDialect _dialect;
    private readonly SqlParameters _parameters;
    private readonly ScalarWriter _scalars;
    private readonly List<(int Id, string Query)> _shared = [];
    private readonly List<ScanNode> _scans = [];
    private int _aliases;

    private SqlWriter(ISqlDialect dialect)
    {
        _dialect = dialect;
        _parameters = new SqlParameters(dialect);
        _scalars = new ScalarWriter(dialect, _parameters, Query);
    }

    /// <summary>The SQL of a plan.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="columns">The columns wanted.</param>
    /// <param name="order">The order wanted.</param>
    public static SqlQuery Write(ISqlDialect dialect, PlanNode plan, IReadOnlyList<Column> columns, IReadOnlyList<SortKey> order)
    {
        var writer = new SqlWriter(dialect);
        var list = columns.Count == 0 ? "1" : string.Join(", ", columns.Select(ScalarWriter.Name));
        var text = $"SELECT {list} FROM {writer.From(plan)}{writer.OrderBy(order)}";
        if (writer._shared.Count > 0) text = $"WITH {string.Join(", ", writer._shared.Select(s => dialect.Shared($"s{s.Id}", s.Query)))} {text}";
        return new SqlQuery(text, writer._parameters.Values, columns, writer._scans);
    }

    private string From(PlanNode plan) => $"({Query(plan)}) AS t{++_aliases}";

    private string Query(PlanNode plan) => plan switch
    {
        ScanNode scan => Scan(scan),
        ValuesNode values => Values(values),
        RangeNode range => _dialect.Range(ScalarWriter.Name(range.Column), range.Column.Type, _scalars.Value(range.From), _scalars.Value(range.To), _scalars.Value(range.Step)),
        FilterNode filter => $"SELECT * FROM {From(filter.Inputs[0])} WHERE {_scalars.Condition(filter.Predicate)}",
        ExtendNode extend => $"SELECT *, {List(extend.Columns)} FROM {From(extend.Inputs[0])}",
        ProjectNode { Columns.Count: 0 } project => $"SELECT 1 AS none FROM {From(project.Inputs[0])}",
        ProjectNode project => $"SELECT {List(project.Columns)} FROM {From(project.Inputs[0])}",
        AggregateNode aggregate => Aggregate(aggregate),
        LimitNode limit => $"SELECT * FROM {From(limit.Inputs[0])}{OrderBy(limit.Order)} LIMIT {Count(limit)}",
        SampleNode sample => $"SELECT * FROM {From(sample.Inputs[0])}{_dialect.Sample(_scalars.Value(sample.Count))}",
        WindowNode window => $"SELECT *, {string.Join(", ", window.Columns.Select(c => $"{Window(c.Window, window.Order)} AS {ScalarWriter.Name(c.Column)}"))} FROM {From(window.Inputs[0])}",
        JoinNode join => new JoinWriter(_scalars, From).Write(join),
        UnionNode union => Union(union),
        UnnestNode unnest => Unnest(unnest),
        ApplyNode apply => Apply(apply),
        OuterRowNode => "SELECT 1 AS outer_row",
        SharedNode shared => Shared(shared),
        _ => throw new InvalidOperationException(plan.GetType().Name),
    };

    private string List(IReadOnlyList<Computed> columns) => string.Join(", ", columns.Select(c => $"{_scalars.Value(c.Value)} AS {ScalarWriter.Name(c.Column)}"));

    private string Scan(ScanNode scan)
    {
        _scans.Add(scan);
        return new ScanWriter(_dialect, _parameters, Query).Write(scan);
    }

    private string Values(ValuesNode values)
    {
        var names = string.Join(", ", values.Columns.Append(values.Ordinal).Select(ScalarWriter.Name));
        if (values.Rows.Count == 0) return $"SELECT {string.Join(", ", values.Columns.Append(values.Ordinal).Select(c => $"{_dialect.Null(c.Type)} AS {ScalarWriter.Name(c)}"))} WHERE FALSE";
        var rows = values.Rows.Select((row, i) => $"({string.Join(", ", [.. row.Select(_scalars.Value), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}")])})");
        return $"SELECT * FROM (VALUES {string.Join(", ", rows)}) AS v({names})";
    }

    private string Aggregate(AggregateNode node)
    {
        var items = node.Keys.Select(k => $"{_scalars.Value(k.Value)} AS {ScalarWriter.Name(k.Column)}")
            .Concat(node.Aggregates.Select(a => $"{Aggregate(a.Aggregate, node.Order)} AS {ScalarWriter.Name(a.Column)}")).ToList();
        var text = $"SELECT {(items.Count == 0 ? "1 AS none" : string.Join(", ", items))} FROM {From(node.Inputs[0])}";
        return node.Keys.Count == 0 ? text : $"{text} GROUP BY {string.Join(", ", Enumerable.Range(1, node.Keys.Count))}";
    }

    private string Aggregate(Aggregate aggregate, IReadOnlyList<SortKey> order)
    {
        var arguments = aggregate.Arguments.Select(a => new SqlValue(_scalars.Value(a), a)).ToList();
        var filter = aggregate.Filter is null ? null : _scalars.Condition(aggregate.Filter);
        return _dialect.Aggregate(aggregate.Name, aggregate.Type, arguments, filter, order.Count == 0 ? null : Keys(order))
            ?? throw new InvalidOperationException($"the dialect has no aggregate {aggregate.Name}");
    }

    private string Window(Window window, IReadOnlyList<SortKey> order)
    {
        var over = window.PartitionBy.Count == 0 ? "" : $"PARTITION BY {string.Join(", ", window.PartitionBy.Select(ScalarWriter.Name))}";
        if (order.Count > 0) over = $"{over} ORDER BY {Keys(order)}".Trim();
        return _dialect.Window(window.Name, window.Type, [.. window.Arguments.Select(a => new SqlValue(_scalars.Value(a), a))], over)
            ?? throw new InvalidOperationException($"the dialect has no window function {window.Name}");
    }

    private string OrderBy(IReadOnlyList<SortKey> order) => order.Count == 0 ? "" : $" ORDER BY {Keys(order)}";

    private string Keys(IReadOnlyList<SortKey> order) => string.Join(", ", order.Select(k => _dialect.SortKey(ScalarWriter.Name(k.Column), k.Column.Type, k.IsAscending, k.NullsFirst)));

    private string Union(UnionNode union)
    {
        if (union.Columns.Count == 0) return string.Join(" UNION ALL ", union.Inputs.Select(i => $"SELECT 1 AS none FROM {From(i)}"));
        return string.Join(" UNION ALL ", union.Inputs.Select((input, i) =>
            $"SELECT {List([.. union.Columns.Select((c, at) => new Computed(c, union.Values[i][at]))])} FROM {From(input)}"));
    }

    private string Unnest(UnnestNode unnest)
    {
        var arrays = unnest.Arrays.Select(a => (_scalars.Value(a.Value), ScalarWriter.Name(a.Column))).ToList();
        var limit = unnest.Limit is null ? null : _scalars.Value(unnest.Limit);
        return $"SELECT *, {_dialect.Unnest(arrays, ScalarWriter.Name(unnest.Index), limit)} FROM {From(unnest.Inputs[0])}";
    }

    private string Apply(ApplyNode apply)
    {
        var outer = $"o{++_aliases}";
        var inner = $"i{_aliases}";
        var taken = string.Concat(apply.Columns.Select(c => $", {inner}.{ScalarWriter.Name(((ColumnValue)c.Value).Column)} AS {ScalarWriter.Name(c.Column)}"));
        return $"SELECT {outer}.*{taken} FROM ({Query(apply.Inputs[0])}) AS {outer}, LATERAL ({Query(apply.Inner)}) AS {inner}";
    }

    private string Shared(SharedNode shared)
    {
        if (!_shared.Exists(s => s.Id == shared.Id))
        {
            var query = Query(shared.Inputs[0]);
            _shared.Add((shared.Id, query));
        }

        var list = string.Join(", ", shared.Columns.Select(c => $"{ScalarWriter.Name(c.From)} AS {ScalarWriter.Name(c.To)}"));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SELECT {(list.Length == 0 ? "1 AS none" : list)} FROM s{shared.Id}");
    }

    /// <summary>How many rows: a number that stands in the SQL itself, because a subquery takes no other; else a parameter.</summary>
    private string Count(LimitNode limit) =>
        limit.Count is Constant { Value: long count } ? count.ToString(System.Globalization.CultureInfo.InvariantCulture) : _scalars.Value(limit.Count);
}
