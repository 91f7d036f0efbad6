using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Plans;

/// <summary>Reads a table.</summary>
public sealed class ScanNode(Table table) : PlanNode
{
    private readonly Dictionary<string, (Column Column, TableColumn Source)> _columns = new(StringComparer.Ordinal);

    /// <summary>The table.</summary>
    public Table Table => table;

    /// <summary>The columns that are read, and fields of the column of fields; more are added while a query names them.</summary>
    public IReadOnlyCollection<(Column Column, TableColumn Source)> Columns => _columns.Values;

    /// <summary>The conditions that are tested while reading.</summary>
    public IReadOnlyList<Scalar> Predicates { get; init; } = [];

    /// <summary>The least time that a row may have, in ticks; null: any.</summary>
    public long? From { get; init; }

    /// <summary>The greatest time that a row may have, in ticks; null: any.</summary>
    public long? To { get; init; }

    /// <summary>The column of a name, if it is read.</summary>
    public Column? Find(string name) => _columns.TryGetValue(name, out var known) ? known.Column : null;

    /// <summary>Reads a further column or field.</summary>
    public void Add(Column column, TableColumn source) => _columns[source.Name] = (column, source);

    /// <summary>The same reading with conditions.</summary>
    public ScanNode With(IReadOnlyList<Scalar> predicates, long? from, long? to)
    {
        var scan = new ScanNode(table) { Predicates = predicates, From = from, To = to };
        foreach (var (column, source) in Columns) scan.Add(column, source);
        return scan;
    }

    /// <inheritdoc/>
    public override string Describe()
    {
        var text = $"Scan {table.Name}";
        if (From is { } from) text += $" from {Values.TimeText.Moment(from)}";
        if (To is { } to) text += $" to {Values.TimeText.Moment(to)}";
        return Predicates.Count == 0 ? text : $"{text} where {string.Join(" and ", Predicates.Select(ScalarText.Of))}";
    }
}

/// <summary>Rows that are written into the query. Their order is kept by a column of numbers.</summary>
public sealed class ValuesNode(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Scalar>> rows, Column ordinal) : PlanNode
{
    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns => columns;

    /// <summary>The rows.</summary>
    public IReadOnlyList<IReadOnlyList<Scalar>> Rows => rows;

    /// <summary>The number of the row.</summary>
    public Column Ordinal => ordinal;

    /// <inheritdoc/>
    public override string Describe() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Values {rows.Count} rows of {string.Join(", ", columns)}");
}

/// <summary>Evenly spaced values.</summary>
public sealed class RangeNode(Column column, Scalar from, Scalar to, Scalar step) : PlanNode
{
    /// <summary>The column.</summary>
    public Column Column => column;

    /// <summary>The first value.</summary>
    public Scalar From => from;

    /// <summary>The value that none exceeds.</summary>
    public Scalar To => to;

    /// <summary>What lies between two.</summary>
    public Scalar Step => step;

    /// <inheritdoc/>
    public override string Describe() => $"Range {column.Name} from {ScalarText.Of(from)} to {ScalarText.Of(to)} step {ScalarText.Of(step)}";
}

/// <summary>Keeps the rows that meet a condition.</summary>
public sealed class FilterNode(PlanNode input, Scalar predicate) : PlanNode
{
    /// <summary>The condition.</summary>
    public Scalar Predicate => predicate;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Filter {ScalarText.Of(predicate)}";
}

/// <summary>Adds columns.</summary>
public sealed class ExtendNode(PlanNode input, IReadOnlyList<Computed> columns) : PlanNode
{
    /// <summary>The columns.</summary>
    public IReadOnlyList<Computed> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Extend {string.Join(", ", columns)}";
}

/// <summary>Gives these columns and no others.</summary>
public sealed class ProjectNode(PlanNode input, IReadOnlyList<Computed> columns) : PlanNode
{
    /// <summary>The columns.</summary>
    public IReadOnlyList<Computed> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Project {string.Join(", ", columns.Select(c => c.Value is ColumnValue same && same.Column.Name == c.Column.Name ? c.Column.Name : c.ToString()))}";
}

/// <summary>Aggregates groups of rows. Without keys it gives one row, whatever there is.</summary>
public sealed class AggregateNode(PlanNode input, IReadOnlyList<Computed> keys, IReadOnlyList<(Column Column, Aggregate Aggregate)> aggregates, IReadOnlyList<SortKey> order) : PlanNode
{
    /// <summary>What the rows of a group have in common.</summary>
    public IReadOnlyList<Computed> Keys => keys;

    /// <summary>What is computed of each group.</summary>
    public IReadOnlyList<(Column Column, Aggregate Aggregate)> Aggregates => aggregates;

    /// <summary>The order of the rows, for aggregates that keep it.</summary>
    public IReadOnlyList<SortKey> Order => order;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe()
    {
        var text = "Aggregate";
        if (aggregates.Count > 0) text += " " + string.Join(", ", aggregates.Select(a => $"{a.Column.Name} = {ScalarText.Of(a.Aggregate)}"));
        return keys.Count == 0 ? text : $"{text} by {string.Join(", ", keys)}";
    }
}

/// <summary>Keeps the first rows of an order.</summary>
public sealed class LimitNode(PlanNode input, Scalar count, IReadOnlyList<SortKey> order) : PlanNode
{
    /// <summary>How many.</summary>
    public Scalar Count => count;

    /// <summary>The order; none: any rows.</summary>
    public IReadOnlyList<SortKey> Order => order;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => order.Count == 0 ? $"Limit {ScalarText.Of(count)}" : $"Top {ScalarText.Of(count)} by {ScalarText.Of(order)}";
}

/// <summary>Keeps so many rows by chance.</summary>
public sealed class SampleNode(PlanNode input, Scalar count) : PlanNode
{
    /// <summary>How many.</summary>
    public Scalar Count => count;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Sample {ScalarText.Of(count)}";
}

/// <summary>Adds columns that are computed of the rows before and behind.</summary>
public sealed class WindowNode(PlanNode input, IReadOnlyList<(Column Column, Window Window)> columns, IReadOnlyList<SortKey> order) : PlanNode
{
    /// <summary>The columns.</summary>
    public IReadOnlyList<(Column Column, Window Window)> Columns => columns;

    /// <summary>The order; none: as the rows come.</summary>
    public IReadOnlyList<SortKey> Order => order;

    /// <inheritdoc/>
    public override IReadOnlyList<PlanNode> Inputs => [input];

    /// <inheritdoc/>
    public override string Describe() => $"Window {string.Join(", ", columns.Select(c => $"{c.Column.Name} = {ScalarText.Of(c.Window)}"))} over {ScalarText.Of(order)}";
}
