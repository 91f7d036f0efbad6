using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>
/// Writes the reading of a table. Conditions are tested on the columns as they are stored where that means the same, so that the database
/// can leave out blocks that hold no such row.
/// </summary>
internal sealed class ScanWriter(ISqlDialect dialect, SqlParameters parameters, Func<PlanNode, string> query)
{
    /// <summary>The SQL of a reading.</summary>
    public string Write(ScanNode scan)
    {
        var values = scan.Columns.ToDictionary(c => c.Column, c => Value(scan, c.Source));
        var list = string.Join(", ", scan.Columns.Select(c => $"{values[c.Column]} AS {ScalarWriter.Name(c.Column)}"));
        var text = $"SELECT {list} FROM {scan.Table.Source}";
        if (scan.Predicates.Count == 0) return text;
        var scalars = new ScalarWriter(dialect, parameters, query) { Substitutes = values };
        return $"{text} WHERE {string.Join(" AND ", scan.Predicates.Select(p => OnStored(scan, p) ?? scalars.Condition(p)))}";
    }

    private string Value(ScanNode scan, TableColumn column) =>
        IsField(scan, column)
            ? dialect.Field(dialect.Quote(scan.Table.FieldsColumn!), parameters.Of, column.Name)
            : dialect.Stored(dialect.Quote(column.SqlName ?? column.Name), column.Storage, column.Type);

    private static bool IsField(ScanNode scan, TableColumn column) => !scan.Table.Columns.Contains(column);

    /// <summary>A condition on one stored column; null when it must be tested on the value.</summary>
    private string? OnStored(ScanNode scan, Scalar predicate)
    {
        if (predicate is not Operation operation) return null;
        var columns = new HashSet<Column>();
        Collect(predicate, columns);
        if (columns.Count != 1 || scan.Columns.FirstOrDefault(c => c.Column == columns.First()).Source is not { } source || IsField(scan, source)) return null;
        var stored = dialect.Quote(source.SqlName ?? source.Name);
        if (source.Storage == ColumnStorage.Timestamp) return OnTimestamp(stored, operation);
        // A text that is missing is the empty one. Where the empty one does not meet the condition, null may do as well.
        if (source.Storage != ColumnStorage.Text || !IsFalseForEmpty(operation)) return null;
        return new ScalarWriter(dialect, parameters, query) { Substitutes = new Dictionary<Column, string> { [columns.First()] = stored } }.Condition(predicate);
    }

    private static bool IsFalseForEmpty(Operation operation) => operation switch
    {
        { Name: "equal" or "contains" or "contains_cs" or "startswith" or "startswith_cs" or "endswith" or "endswith_cs" or "has" or "has_cs" or "hasprefix" or "hasprefix_cs" or "hassuffix" or "hassuffix_cs" or "equal_ci" }
            => operation.Arguments is [ColumnValue, Constant { Value: string { Length: > 0 } }],
        { Name: "in" or "in_ci" } => operation.Arguments[0] is ColumnValue && operation.Arguments.Skip(1).All(a => a is Constant { Value: string { Length: > 0 } }),
        { Name: "or" or "and" } => operation.Arguments.All(a => a is Operation inner && IsFalseForEmpty(inner)),
        _ => false,
    };

    /// <summary>A comparison of a stored timestamp of microseconds with ticks.</summary>
    private string? OnTimestamp(string stored, Operation operation)
    {
        if (operation.Arguments is not [ColumnValue, Constant { Value: long ticks }]) return null;
        var unix = ticks - DateTime.UnixEpoch.Ticks;
        var down = Math.DivRem(unix, TimeSpan.TicksPerMicrosecond, out var rest);
        if (rest < 0) down--;
        var up = rest == 0 ? down : down + 1;
        return operation.Name switch
        {
            "greater_equal" => $"{stored} >= {Moment(up)}",
            "greater" => $"{stored} > {Moment(down)}",
            "less_equal" => $"{stored} <= {Moment(down)}",
            "less" => $"{stored} < {Moment(up)}",
            "equal" when rest == 0 => $"{stored} = {Moment(down)}",
            _ => null,
        };
    }

    private string Moment(long microseconds) => dialect.StoredMoment(parameters.Of(Constant.Of(microseconds)));

    private static void Collect(Scalar scalar, HashSet<Column> columns)
    {
        if (scalar is ColumnValue value) columns.Add(value.Column);
        foreach (var part in scalar.Parts) Collect(part, columns);
    }
}
