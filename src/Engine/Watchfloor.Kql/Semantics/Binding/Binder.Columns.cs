using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Steps that choose and compute columns.</content>
internal sealed partial class Binder
{
    private Relation Where(Relation relation, WhereOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var predicate = Scalars(names, row).Condition(syntax.Predicate);
        return row.Relation.Then(plan => new FilterNode(plan, predicate));
    }

    private Relation Extend(Relation relation, IReadOnlyList<NamedSyntax> syntax, NameScope names)
    {
        if (syntax.Count == 0) return relation;
        var row = new RowScope(relation);
        var binder = Scalars(names, row);
        var made = new ColumnList();
        foreach (var column in syntax) Add(made, column, binder.Bind(column.Value), null);
        var columns = row.Relation.Columns.ToList();
        foreach (var computed in made.Items)
        {
            var at = columns.FindIndex(c => c.Name == computed.Column.Name);
            if (at >= 0) columns[at] = computed.Column;
            else columns.Add(computed.Column);
        }

        return row.Relation.Then(plan => new ExtendNode(plan, made.Items)) with { Columns = columns };
    }

    private Relation Project(Relation relation, ProjectOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var binder = Scalars(names, row);
        var made = new ColumnList();
        foreach (var column in syntax.Columns)
        {
            if (column is { Names.Count: 0, Value: StarSyntax star })
            {
                foreach (var each in relation.Columns) made.Items.Add(new Computed(context.Column(made.Free(each.Name), each.Type), new ColumnValue(each)));
                if (relation.Columns.Count == 0) throw new QueryException(star.Span, "the table has no columns");
                continue;
            }

            Add(made, column, binder.Bind(column.Value), null);
        }

        return Projected(row.Relation, made);
    }

    /// <summary>Adds a column, or several of an array: <c>(a, b) = split(…)</c>.</summary>
    private void Add(ColumnList made, NamedSyntax syntax, Scalar value, string? otherwise)
    {
        if (syntax.Names.Count > 1)
        {
            if (value.Type != KqlType.Dynamic) throw new QueryException(syntax.Value.Span, $"several names need an array, but this is {Conversions.Article(value.Type)}");
            for (var i = 0; i < syntax.Names.Count; i++)
            {
                var element = new Operation(KqlType.Dynamic, "dynamic_index", [value, new Constant(KqlType.Dynamic, i.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
                made.Items.Add(new Computed(context.Column(Unique(made, syntax.Names[i]), KqlType.Dynamic), element));
            }

            return;
        }

        var name = syntax.Names is [var given] ? Unique(made, given) : made.Free(otherwise ?? ColumnNames.Of(syntax.Value) ?? made.Unnamed());
        made.Items.Add(new Computed(context.Column(name, value.Type), value));
    }

    private static string Unique(ColumnList made, NameSyntax name) =>
        made.Has(name.Name) ? throw new QueryException(name.Span, $"there are two columns `{name.Name}`") : made.Free(name.Name);

    /// <summary>The table of these columns and no others, but in the same order.</summary>
    private Relation Projected(Relation relation, ColumnList made)
    {
        var hidden = new Dictionary<Column, Column>();
        foreach (var key in relation.Order)
        {
            if (hidden.ContainsKey(key.Column)) continue;
            var same = made.Items.FirstOrDefault(c => c.Value is ColumnValue value && value.Column == key.Column);
            hidden[key.Column] = same?.Column ?? context.Column(key.Column.Name, key.Column.Type);
        }

        var extra = hidden.Where(p => made.Items.TrueForAll(c => c.Column != p.Value)).Select(p => new Computed(p.Value, new ColumnValue(p.Key)));
        return relation with
        {
            Plan = new ProjectNode(relation.Plan, [.. made.Items, .. extra]),
            Columns = [.. made.Items.Select(c => c.Column)],
            Order = [.. relation.Order.Select(k => k with { Column = hidden[k.Column] })],
            Open = null,
        };
    }

    private Relation Rename(Relation relation, RenameOperator syntax)
    {
        var made = new ColumnList();
        var renamed = new Dictionary<Column, NameSyntax>();
        foreach (var column in syntax.Columns)
        {
            if (column is not { Names: [var name], Value: NameSyntax old }) throw new QueryException(column.Span, "expected a new name and an old one: project-rename new = old");
            renamed[Existing(relation, old)] = name;
        }

        foreach (var column in relation.Columns)
        {
            var name = renamed.TryGetValue(column, out var given) ? Unique(made, given) : made.Free(column.Name);
            made.Items.Add(new Computed(context.Column(name, column.Type), new ColumnValue(column)));
        }

        return Projected(relation, made);
    }

    private static Column Existing(Relation relation, NameSyntax name)
    {
        if (relation.Find(name.Name) is { } column) return column;
        var near = NearNames.Nearest(name.Name, [.. relation.Columns.Select(c => c.Name)]);
        throw new QueryException(name.Span, $"there is no column `{name.Name}`{(near is null ? "" : $"; did you mean `{near}`?")}");
    }

    private static Relation Keep(Relation relation, KeepOperator syntax)
    {
        foreach (var pattern in syntax.Columns)
            if (!pattern.IsWild)
                Existing(relation, new NameSyntax(pattern.Span, pattern.Pattern));
        return relation with { Columns = [.. relation.Columns.Where(c => syntax.Columns.Any(p => p.Fits(c.Name)) != syntax.IsAway)] };
    }

    private static Relation Reorder(Relation relation, ReorderOperator syntax)
    {
        var first = new List<Column>();
        foreach (var (pattern, isAscending) in syntax.Columns)
        {
            var found = pattern.IsWild ? relation.Columns.Where(c => pattern.Fits(c.Name)) : [Existing(relation, new NameSyntax(pattern.Span, pattern.Pattern))];
            if (isAscending is { } upwards) found = upwards ? found.OrderBy(c => c.Name, StringComparer.Ordinal) : found.OrderByDescending(c => c.Name, StringComparer.Ordinal);
            first.AddRange(found.Where(c => !first.Contains(c)).ToList());
        }

        return relation with { Columns = [.. first, .. relation.Columns.Where(c => !first.Contains(c))] };
    }
}
