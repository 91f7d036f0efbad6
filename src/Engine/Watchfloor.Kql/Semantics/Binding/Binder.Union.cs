using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>The rows of several tables.</content>
internal sealed partial class Binder
{
    private Relation Union(Relation? first, UnionOperator syntax, NameScope names)
    {
        var tables = new List<Relation>();
        if (first is not null) tables.Add(first);
        foreach (var table in syntax.Tables) tables.AddRange(Tables(table, names, syntax.IsFuzzy));
        if (tables.Count == 0) throw new QueryException(syntax.Span, "none of the tables is there");
        return United(tables, syntax.IsInner, syntax.SourceColumn?.Name);
    }

    /// <summary>The tables of a name, which may hold stars.</summary>
    private List<Relation> Tables(ExpressionSyntax syntax, NameScope names, bool isFuzzy)
    {
        if (syntax is NameSyntax { Name: var pattern } && pattern.Contains('*', StringComparison.Ordinal))
        {
            var views = names.All.Where(p => p.Value is TableBinding { IsView: true } && Wildcard.Fits(p.Key, pattern)).Select(p => ((TableBinding)p.Value).Bind() with { Name = p.Key });
            var found = context.Schema.Tables.Where(t => Wildcard.Fits(t.Name, pattern)).Select(Scan).Concat(views).ToList();
            return found.Count > 0 || isFuzzy ? found : throw new QueryException(syntax.Span, $"no table fits `{pattern}`");
        }

        if (isFuzzy && syntax is NameSyntax name && names.Find(name.Name) is null && context.Schema.Find(name.Name) is null) return [];
        var table = Source(new ExpressionSource(syntax), names);
        return [syntax is NameSyntax given ? table with { Name = given.Name } : table];
    }

    /// <summary>All tables that a query may name.</summary>
    private List<Relation> AllTables(NameScope names, Span span)
    {
        var views = names.All.Where(p => p.Value is TableBinding { IsView: true }).Select(p => ((TableBinding)p.Value).Bind() with { Name = p.Key });
        var all = context.Schema.Tables.Select(Scan).Concat(views).ToList();
        return all.Count > 0 ? all : throw new QueryException(span, "there is no table to look in");
    }

    /// <summary>The rows of all; a column that stands in one with another type becomes two.</summary>
    private Relation United(List<Relation> tables, bool isInner = false, string? sourceColumn = null)
    {
        var types = new Dictionary<string, List<KqlType>>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var column in tables.SelectMany(t => t.Columns))
        {
            if (!types.TryGetValue(column.Name, out var known))
            {
                types[column.Name] = known = [];
                order.Add(column.Name);
            }

            if (!known.Contains(column.Type)) known.Add(column.Type);
        }

        var columns = new List<Column>();
        var values = tables.Select(_ => new List<Scalar>()).ToList();
        if (sourceColumn is not null)
        {
            columns.Add(context.Column(sourceColumn, KqlType.String));
            for (var i = 0; i < tables.Count; i++) values[i].Add(Constant.Of(tables[i].Name ?? $"union_arg{i}"));
        }

        foreach (var name in order)
        {
            if (isInner && tables.Any(t => t.Find(name) is null)) continue;
            foreach (var type in types[name])
            {
                columns.Add(context.Column(types[name].Count > 1 ? $"{name}_{type.Name()}" : name, type));
                for (var i = 0; i < tables.Count; i++)
                    values[i].Add(tables[i].Find(name) is { } column && column.Type == type ? new ColumnValue(column) : Constant.Null(type));
            }
        }

        return new Relation(new UnionNode([.. tables.Select(t => t.Plan)], columns, values), columns);
    }
}
