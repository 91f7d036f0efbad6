using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Sql;

/// <summary>Writes expressions in SQL, with Kusto's rules for null.</summary>
internal sealed class ScalarWriter(ISqlDialect dialect, SqlParameters parameters, Func<Plans.PlanNode, string> query)
{
    /// <summary>The longest SQL of an expression.</summary>
    private const int MaxLength = 2_000_000;

    /// <summary>A column's name in SQL.</summary>
    public static string Name(Column column) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"c{column.Id}");

    /// <summary>Columns that are written otherwise than by their name.</summary>
    public IReadOnlyDictionary<Column, string> Substitutes { get; init; } = new Dictionary<Column, string>();

    /// <summary>A condition: where it is null, a row is not kept, so that null need not be told from false.</summary>
    public string Condition(Scalar scalar) => scalar switch
    {
        Operation { Name: "and" or "or" } logical => $"({Condition(logical.Arguments[0])} {logical.Name.ToUpperInvariant()} {Condition(logical.Arguments[1])})",
        Operation { Name: "equal" } equal => $"({Value(equal.Arguments[0])} = {Value(equal.Arguments[1])})",
        Operation { Name: "in" } among => Among(among),
        InTable test => Among(test),
        _ => Value(scalar),
    };

    /// <summary>A value.</summary>
    public string Value(Scalar scalar)
    {
        var sql = scalar switch
        {
            Constant constant => Constant(constant),
            ColumnValue column => Substitutes.TryGetValue(column.Column, out var other) ? other : Name(column.Column),
            TableScalar table => Text(table.Type, $"(SELECT {Name(table.Column)} FROM ({query(table.Plan)}) AS s)"),
            InTable test => test.Value.IsNullable ? $"coalesce({Among(test)}, FALSE)" : Among(test),
            Operation operation => Operation(operation),
            _ => throw new InvalidOperationException(scalar.GetType().Name),
        };
        return sql.Length <= MaxLength ? sql : throw new QueryException(default, "the query is too large: an expression in it repeats another too often");
    }

    private string Constant(Constant constant) => constant.Value switch
    {
        null => dialect.Null(constant.Type),
        true => "TRUE",
        false => "FALSE",
        _ => parameters.Of(constant),
    };

    private string Operation(Operation operation)
    {
        var arguments = operation.Arguments;
        switch (operation.Name)
        {
            case "and" or "or": return $"({Value(arguments[0])} {operation.Name.ToUpperInvariant()} {Value(arguments[1])})";
            case "not": return $"(NOT {Value(arguments[0])})";
            case "equal": return Equal(arguments[0], arguments[1], isNegated: false);
            case "not_equal": return Equal(arguments[0], arguments[1], isNegated: true);
            case "less": return $"({Value(arguments[0])} < {Value(arguments[1])})";
            case "less_equal": return $"({Value(arguments[0])} <= {Value(arguments[1])})";
            case "greater": return $"({Value(arguments[0])} > {Value(arguments[1])})";
            case "greater_equal": return $"({Value(arguments[0])} >= {Value(arguments[1])})";
            case "in": return arguments.Any(a => a.IsNullable) ? $"coalesce({Among(operation)}, FALSE)" : Among(operation);
            case "iff": return $"(CASE WHEN {Condition(arguments[0])} THEN {Value(arguments[1])} ELSE {Value(arguments[2])} END)";
            case "case": return Case(arguments);
        }

        var values = arguments.Select(a => new SqlValue(Value(a), a)).ToList();
        var sql = dialect.Operation(operation.Name, operation.Type, values, parameters.Of)
            ?? throw new InvalidOperationException($"the dialect has no operation {operation.Name}");
        return Text(operation.Type, sql);
    }

    /// <summary>A string is never null.</summary>
    private static string Text(KqlType type, string sql) => type == KqlType.String ? $"coalesce({sql}, '')" : sql;

    private string Case(IReadOnlyList<Scalar> arguments)
    {
        var text = new System.Text.StringBuilder("(CASE");
        for (var i = 0; i + 1 < arguments.Count; i += 2) text.Append($" WHEN {Condition(arguments[i])} THEN {Value(arguments[i + 1])}");
        return text.Append($" ELSE {Value(arguments[^1])} END)").ToString();
    }

    /// <summary>Null differs from every value, and compared with null gives null.</summary>
    private string Equal(Scalar left, Scalar right, bool isNegated)
    {
        var (a, b) = (Value(left), Value(right));
        if (!left.IsNullable && !right.IsNullable) return $"({a} {(isNegated ? "<>" : "=")} {b})";
        var same = $"({a} IS {(isNegated ? "" : "NOT ")}DISTINCT FROM {b})";
        return left.IsNullable && right.IsNullable ? $"(CASE WHEN {a} IS NULL AND {b} IS NULL THEN {dialect.Null(KqlType.Bool)} ELSE {same} END)" : same;
    }

    private string Among(Operation among)
    {
        var values = among.Arguments.Skip(1).Where(v => v is not Constant { Value: null }).Select(Value).ToList();
        return values.Count == 0 ? "FALSE" : $"({Value(among.Arguments[0])} IN ({string.Join(", ", values)}))";
    }

    private string Among(InTable test) => $"({Value(test.Value)} IN (SELECT {Name(test.Column)} FROM ({query(test.Plan)}) AS s WHERE {Name(test.Column)} IS NOT NULL))";
}
