using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Makes the plan of a query. The steps stand in files of their own.</summary>
internal sealed partial class Binder(BindingContext context)
{
    /// <summary>The table that a query asks for; null when there are mistakes.</summary>
    public Relation? Query(QuerySyntax query)
    {
        try
        {
            return Statements(query, new NameScope(null));
        }
        catch (QueryException mistake)
        {
            context.Add(mistake);
            return null;
        }
    }

    private Relation Statements(QuerySyntax query, NameScope outer)
    {
        var names = Lets(query, outer);
        switch (query.Body)
        {
            case PipelineBody table: return Pipeline(table.Pipeline, names);
            case ExpressionBody { Value: NameSyntax or CallSyntax or TableSyntax } named: return Source(new ExpressionSource(named.Value), names);
            default: throw new QueryException(query.Body.Span, "a query gives a table; print shows a value: print 1 + 1");
        }
    }

    private NameScope Lets(QuerySyntax query, NameScope outer)
    {
        var names = new NameScope(outer);
        foreach (var let in query.Lets) names.Add(let.Name.Name, Named(let.Name.Name, let.Value, names));
        return names;
    }

    private Binding Named(string name, BodySyntax body, NameScope names)
    {
        switch (body)
        {
            case FunctionBody { Parameters.Count: 0, IsView: true } view:
                return Tabular(() => Statements(view.Query, names) with { Name = name }, isView: true);
            case FunctionBody function:
                return new FunctionBinding(function, names);
            case PipelineBody table:
                return Tabular(() => Pipeline(table.Pipeline, names) with { Name = name }, isView: false);
            case ExpressionBody { Value: CallSyntax { Name: "materialize", Arguments: [{ Name: null } argument] } call }:
                return Shared(() => Pipeline(new PipelineSyntax(call.Span, new ExpressionSource(argument.Value), []), names) with { Name = name });
            case ExpressionBody { Value: NameSyntax or CallSyntax or TableSyntax } source when IsTable(source.Value, names):
                return Tabular(() => Source(new ExpressionSource(source.Value), names) with { Name = name }, isView: false);
            case ExpressionBody value:
                return new ScalarBinding(new ScalarBinder(context, this, names, null).Bind(value.Value));
            default:
                throw new QueryException(body.Span, "expected a value, a table or a function");
        }
    }

    /// <summary>A table that is bound where it is named; once here, so that its mistakes are found though nobody names it.</summary>
    private static TableBinding Tabular(Func<Relation> bind, bool isView)
    {
        Relation? first = bind();
        return new TableBinding(
            () =>
            {
                var bound = first ?? bind();
                first = null;
                return bound;
            },
            isView);
    }

    /// <summary>A table that is computed once, however often it is named.</summary>
    private TableBinding Shared(Func<Relation> bind)
    {
        var relation = bind();
        var id = context.NextShared();
        return new TableBinding(() => Copy(relation, id), IsView: false);
    }

    /// <summary>The columns of a shared table as others of one place.</summary>
    private Relation Copy(Relation relation, int id)
    {
        var kept = relation.Columns.Concat(relation.Order.Select(k => k.Column)).Distinct().ToDictionary(c => c, c => context.Column(c.Name, c.Type));
        return relation with
        {
            Plan = new SharedNode(id, relation.Plan, [.. kept.Select(p => (p.Key, p.Value))]),
            Columns = [.. relation.Columns.Select(c => kept[c])],
            Order = [.. relation.Order.Select(k => k with { Column = kept[k.Column] })],
            Open = null,
        };
    }

    /// <summary>The table of a pipeline.</summary>
    public Relation Pipeline(PipelineSyntax pipeline, NameScope names) => context.Deeper(pipeline.Span, () =>
    {
        // What `as` names is known to the steps behind it.
        var inner = new NameScope(names);
        return Steps(Source(pipeline.Source, inner), pipeline.Operators, inner);
    });

    private Relation Steps(Relation relation, IReadOnlyList<OperatorSyntax> steps, NameScope names)
    {
        foreach (var step in steps) relation = Step(relation, step, names);
        return relation;
    }

    private Relation Step(Relation relation, OperatorSyntax step, NameScope names) => step switch
    {
        WhereOperator where => Where(relation, where, names),
        ExtendOperator extend => Extend(relation, extend.Columns, names),
        SerializeOperator serialize => Extend(relation with { IsSerialized = true }, serialize.Columns, names),
        ProjectOperator project => Project(relation, project, names),
        RenameOperator rename => Rename(relation, rename),
        KeepOperator keep => Keep(relation, keep),
        ReorderOperator reorder => Reorder(relation, reorder),
        SummarizeOperator summarize => Summarize(relation, summarize, names),
        DistinctOperator distinct => Distinct(relation, distinct, names),
        CountOperator => Count(relation),
        TakeOperator take => Take(relation, take, names),
        SampleOperator sample => Sample(relation, sample, names),
        SortOperator sort => Sort(relation, sort.Keys, names),
        TopOperator top => Top(relation, top, names),
        TopNestedOperator nested => TopNested(relation, nested, names),
        JoinOperator join => Join(relation, join, names),
        UnionOperator union => Union(relation, union, names),
        MvExpandOperator expand => MvExpand(relation, expand, names),
        MvApplyOperator apply => MvApply(relation, apply, names),
        ParseOperator parse => Parse(relation, parse, names),
        ParseKvOperator parse => ParseKv(relation, parse, names),
        MakeSeriesOperator series => MakeSeries(relation, series, names),
        SearchOperator search => Search(relation, search, names),
        GetSchemaOperator => GetSchema(relation),
        AsOperator name => As(relation, name, names),
        InvokeOperator invoke => Invoke(relation, invoke, names),
        RenderOperator render => Render(relation, render),
        _ => throw new QueryException(step.Span, "this step is not known"),
    };

    private Relation Render(Relation relation, RenderOperator render)
    {
        context.Render = render;
        return relation;
    }

    private Relation As(Relation relation, AsOperator syntax, NameScope names)
    {
        var named = relation with { Name = syntax.Name.Name };
        var id = context.NextShared();
        names.Add(syntax.Name.Name, new TableBinding(() => Copy(named, id), IsView: false));
        return Copy(named, id) with { Name = syntax.Name.Name };
    }

    private Relation GetSchema(Relation relation) =>
        Literal(
            [("ColumnName", KqlType.String), ("ColumnOrdinal", KqlType.Int), ("DataType", KqlType.String), ("ColumnType", KqlType.String)],
            [.. relation.Columns.Select((c, i) => new Scalar[] { Constant.Of(c.Name), new Constant(KqlType.Int, (long)i), Constant.Of(c.Type.SystemName()), Constant.Of(c.Type.Name()) })]);

    /// <summary>Rows that are known.</summary>
    private Relation Literal(IReadOnlyList<(string Name, KqlType Type)> columns, IReadOnlyList<IReadOnlyList<Scalar>> rows)
    {
        var made = columns.Select(c => context.Column(c.Name, c.Type)).ToList();
        var ordinal = context.Column("ordinal", KqlType.Long);
        return new Relation(new ValuesNode(made, rows, ordinal), made) { Order = [new SortKey(ordinal, true, true)] };
    }

    private ScalarBinder Scalars(NameScope names, RowScope row) => new(context, this, names, row);
}
