using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql;

/// <summary>Writes joins in SQL. A string of a row that is missing is empty.</summary>
internal sealed class JoinWriter(ScalarWriter scalars, Func<PlanNode, string> from)
{
    /// <summary>The SQL of a join.</summary>
    public string Write(JoinNode join)
    {
        var left = from(join.Inputs[0]);
        var right = from(join.Inputs[1]);
        var alias = left[(left.LastIndexOf(' ') + 1)..];
        var list = join.FromLeft is null ? $"{alias}.*" : string.Join(", ", join.FromLeft.Select(c => Column(c, join.Kind is JoinKind.RightOuter or JoinKind.FullOuter)));
        var on = On(join);
        if (join.Kind is JoinKind.LeftSemi or JoinKind.LeftAnti)
            return $"SELECT * FROM {left} WHERE {(join.Kind == JoinKind.LeftAnti ? "NOT " : "")}EXISTS (SELECT 1 FROM {right} WHERE {on})";
        var rest = string.Concat(join.FromRight.Select(c => ", " + Column(c, join.Kind is JoinKind.LeftOuter or JoinKind.FullOuter)));
        if (list.Length == 0) (list, rest) = rest.Length > 2 ? (rest[2..], "") : ("1 AS none", "");
        return join.Kind == JoinKind.Cross ? $"SELECT {list}{rest} FROM {left} CROSS JOIN {right}" : $"SELECT {list}{rest} FROM {left} {Words(join.Kind)} JOIN {right} ON {on}";
    }

    private static string Words(JoinKind kind) => kind switch
    {
        JoinKind.LeftOuter => "LEFT",
        JoinKind.RightOuter => "RIGHT",
        JoinKind.FullOuter => "FULL",
        _ => "INNER",
    };

    private string On(JoinNode join)
    {
        if (join.On.Count == 0) return "TRUE";
        return string.Join(" AND ", join.On.Select(p => $"{scalars.Value(p.Left)} {(join.NullsMatch && p.Left.IsNullable ? "IS NOT DISTINCT FROM" : "=")} {scalars.Value(p.Right)}"));
    }

    private string Column(Computed column, bool mayBeMissing)
    {
        var value = scalars.Value(column.Value);
        if (mayBeMissing && column.Column.Type == KqlType.String) value = $"coalesce({value}, '')";
        return $"{value} AS {ScalarWriter.Name(column.Column)}";
    }
}
