using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Steps that make rows of arrays.</content>
internal sealed partial class Binder
{
    private Relation MvExpand(Relation relation, MvExpandOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var (arrays, elements) = Elements(row, syntax.Columns, syntax.IsArray, names);
        var index = context.Column(syntax.IndexColumn?.Name ?? "index", KqlType.Long);
        var limit = syntax.Limit is null ? null : Rows(syntax.Limit, names);
        var expanded = row.Relation
            .Then(plan => new UnnestNode(plan, arrays, index, limit))
            .Then(plan => new ExtendNode(plan, elements));
        if (relation.Order.Count > 0) expanded = expanded with { Order = [.. relation.Order, new SortKey(index, true, true)] };
        expanded = WithColumns(expanded, elements.Select(e => e.Column));
        return syntax.IndexColumn is null ? expanded : WithColumns(expanded, [index]);
    }

    /// <summary>The arrays of the columns, and the columns of their elements.</summary>
    private (List<Computed> Arrays, List<Computed> Elements) Elements(RowScope row, IReadOnlyList<MvColumn> columns, bool isArray, NameScope names)
    {
        var binder = Scalars(names, row);
        var arrays = new List<Computed>();
        var elements = new List<Computed>();
        foreach (var column in columns)
        {
            var value = binder.Bind(column.Value.Value);
            if (value.Type != KqlType.Dynamic) throw new QueryException(column.Value.Span, $"only a dynamic value has elements, but this is {Conversions.Article(value.Type)}{(value.Type == KqlType.String ? "; parse_json(…) or split(…) makes an array" : "")}");
            var name = column.Value.Names is [var given] ? given.Name : ColumnNames.Of(column.Value.Value) ?? "Column1";
            var element = context.Column(name, KqlType.Dynamic);
            arrays.Add(new Computed(element, new Operation(KqlType.Dynamic, "expand", [value, Constant.Of(isArray ? "array" : "bag")])));
            var type = column.Type ?? KqlType.Dynamic;
            elements.Add(new Computed(context.Column(name, type), Conversions.To(new ColumnValue(element), type)));
        }

        return (arrays, elements);
    }

    /// <summary>The steps run for each row over its elements; they see the row's other columns.</summary>
    private Relation MvApply(Relation relation, MvApplyOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var (arrays, elements) = Elements(row, syntax.Columns, isArray: false, names);
        // The arrays are computed outside, for a step within sees them only by their columns.
        var outer = arrays.Select(a => new Computed(context.Column(a.Column.Name, KqlType.Dynamic), a.Value)).ToList();
        var index = context.Column(syntax.IndexColumn?.Name ?? "index", KqlType.Long);
        var limit = syntax.Limit is null ? null : Rows(syntax.Limit, names);
        PlanNode source = new UnnestNode(new OuterRowNode(), [.. arrays.Select((a, i) => new Computed(a.Column, new ColumnValue(outer[i].Column)))], index, limit);
        var start = WithColumns(new Relation(new ExtendNode(source, elements), relation.Columns), elements.Select(e => e.Column)) with
        {
            Order = [new SortKey(index, true, true)],
            IsSerialized = true,
        };
        if (syntax.IndexColumn is not null) start = WithColumns(start, [index]);
        var inner = Steps(start, syntax.Operators, new NameScope(names));
        var kept = relation.Columns.ToHashSet();
        var taken = inner.Columns.Where(c => !kept.Contains(c)).Select(c => new Computed(context.Column(c.Name, c.Type), new ColumnValue(c))).ToList();
        var order = inner.Order.Where(_ => relation.Order.Count > 0).Select(k => (Key: k, Column: new Computed(context.Column(k.Column.Name, k.Column.Type), new ColumnValue(k.Column)))).ToList();
        var applied = row.Relation
            .Then(plan => new ExtendNode(plan, outer))
            .Then(plan => new ApplyNode(plan, inner.Plan, [.. taken, .. order.Select(o => o.Column)])) with
        {
            Order = relation.Order.Count == 0 ? [] : [.. relation.Order, .. order.Select(o => o.Key with { Column = o.Column.Column })],
        };
        return WithColumns(applied, taken.Select(c => c.Column));
    }
}
