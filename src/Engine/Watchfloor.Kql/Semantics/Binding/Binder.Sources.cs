using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Where rows come from.</content>
internal sealed partial class Binder
{
    private const int MaxValues = 20_000;

    /// <summary>The table of a source.</summary>
    public Relation Source(SourceSyntax source, NameScope names) => source switch
    {
        DataTableSource table => DataTable(table, names),
        PrintSource print => Print(print, names),
        RangeSource range => Range(range, names),
        UnionSource union => Union(null, union.Union, names),
        SearchSource search => Search(null, search.Search, names),
        FindSource find => Find(find, names),
        ExpressionSource { Value: TableSyntax table } => Pipeline(table.Pipeline, names),
        ExpressionSource { Value: NameSyntax name } => NamedTable(name, names),
        ExpressionSource { Value: CallSyntax call } => CalledTable(call, names),
        _ => throw new QueryException(source.Span, "a pipeline begins with a table"),
    };

    /// <summary>Whether an expression is a table.</summary>
    public bool IsTable(ExpressionSyntax syntax, NameScope names) => syntax switch
    {
        TableSyntax => true,
        NameSyntax name => names.Find(name.Name) is TableBinding || (names.Find(name.Name) is null && context.Schema.Find(name.Name) is not null),
        CallSyntax { Name: "materialize" or "view" or "table" } => true,
        CallSyntax call => names.Find(call.Name) is TableBinding || (names.Find(call.Name) is FunctionBinding { Function: var function } && IsTable(function)),
        _ => false,
    };

    private static bool IsTable(FunctionBody function) =>
        function.Query.Body is PipelineBody || (function.Query.Body is ExpressionBody { Value: NameSyntax name } && function.Parameters.Any(p => p.Type is null && p.Name.Name == name.Name));

    private Relation NamedTable(NameSyntax name, NameScope names)
    {
        switch (names.Find(name.Name))
        {
            case TableBinding table: return table.Bind();
            case FunctionBinding { Function.Parameters.Count: 0 } function: return context.Deeper(name.Span, () => Statements(function.Function.Query, function.Scope) with { Name = name.Name });
            case FunctionBinding: throw new QueryException(name.Span, $"`{name.Name}` is a function with parameters; call it with brackets");
            case ScalarBinding: throw new QueryException(name.Span, $"`{name.Name}` is a value and no table; print {name.Name} shows it");
        }

        return context.Schema.Find(name.Name) is { } known ? Scan(known) : throw NoTable(name, names);
    }

    private QueryException NoTable(NameSyntax name, NameScope names)
    {
        var tables = context.Schema.Tables.Select(t => t.Name).Concat(names.All.Where(p => p.Value is TableBinding).Select(p => p.Key)).ToList();
        var hint = NearNames.Nearest(name.Name, tables) is { } near ? $"; did you mean `{near}`?" : context.Schema.Tables.Count > 0 ? "; the tables are " + string.Join(", ", context.Schema.Tables.Select(t => t.Name).Take(12)) : "";
        return new QueryException(name.Span, $"there is no table `{name.Name}`{hint}");    }

    private Relation Scan(Table table)
    {
        var scan = new ScanNode(table);
        var columns = new List<Column>();
        foreach (var source in table.Columns)
        {
            var column = context.Column(source.Name, source.Type);
            scan.Add(column, source);
            columns.Add(column);
        }

        return new Relation(scan, columns) { Open = table.FieldsColumn is null ? null : scan, Name = table.Name };
    }

    private Relation CalledTable(CallSyntax call, NameScope names)
    {
        if (call.Name is "materialize" && call.Arguments is [{ Name: null } argument])
        {
            var relation = Source(new ExpressionSource(argument.Value), names);
            return Copy(relation, context.NextShared());
        }

        if (call.Name == "table" && call.Arguments is [{ Value: LiteralSyntax { Value: string name } literal }]) return NamedTable(new NameSyntax(literal.Span, name), names);
        return names.Find(call.Name) switch
        {
            FunctionBinding function => context.Deeper(call.Span, () => TableFunction(call, function, names, null)),
            TableBinding table when call.Arguments.Count == 0 => table.Bind(),
            _ when FunctionCatalogue.Find(call.Name).Count > 0 => throw new QueryException(call.NameSpan, $"`{call.Name}` gives a value and no table; print {call.Name}(…) shows it"),
            _ => throw new QueryException(call.NameSpan, $"there is no function `{call.Name}` that gives a table"),
        };
    }

    private Relation DataTable(DataTableSource source, NameScope names)
    {
        if (source.Columns.Count == 0) throw new QueryException(source.Span, "a table needs columns: datatable(user:string, n:long)[\"ada\", 1]");
        if (source.Values.Count % source.Columns.Count != 0) throw new QueryException(source.Span, $"{source.Values.Count} values do not fill rows of {source.Columns.Count} columns");
        if (source.Values.Count > MaxValues) throw new QueryException(source.Span, $"a table in a query has at most {MaxValues} values");
        NoTwice(source.Columns.Select(c => c.Name));
        var binder = new ScalarBinder(context, this, names, null);
        var rows = source.Values.Chunk(source.Columns.Count).Select(row => row.Select((v, i) => Fitting(binder.Bind(v), source.Columns[i].Type, v.Span)).ToArray()).ToList();
        return Literal([.. source.Columns.Select(c => (c.Name.Name, c.Type))], rows);
    }

    private static Scalar Fitting(Scalar value, KqlType type, Span span) =>
        value is Constant { Value: null } ? Constant.Null(type)
        : Conversions.Cost(value.Type, type) is not null || (value.Type.IsNumber() && type.IsNumber()) || type == KqlType.Dynamic ? Conversions.To(value, type)
        : throw new QueryException(span, $"the column is {Conversions.Article(type)}, but this is {Conversions.Article(value.Type)}");

    private Relation Print(PrintSource source, NameScope names)
    {
        var row = new RowScope(Literal([], [[]]) with { IsSerialized = true });
        var binder = Scalars(names, row);
        var made = new ColumnList();
        for (var i = 0; i < source.Columns.Count; i++) Add(made, source.Columns[i], binder.Bind(source.Columns[i].Value), $"print_{i}");
        return Projected(row.Relation, made);
    }

    private Relation Range(RangeSource source, NameScope names)
    {
        var binder = new ScalarBinder(context, this, names, null);
        var (from, to, step) = (binder.Bind(source.From), binder.Bind(source.To), binder.Bind(source.Step));
        var type = from.Type == KqlType.Int ? KqlType.Long : from.Type;
        var stepType = type == KqlType.DateTime ? KqlType.TimeSpan : type;
        if (from.Type.IsNumber() && to.Type.IsNumber() && step.Type.IsNumber())
        {
            type = from.Type.IsWhole() && to.Type.IsWhole() && step.Type.IsWhole() ? KqlType.Long : KqlType.Real;
            stepType = type;
            (from, to, step) = (Conversions.To(from, type), Conversions.To(to, type), Conversions.To(step, type));
        }

        if (type is not (KqlType.Long or KqlType.Real or KqlType.DateTime or KqlType.TimeSpan)) throw new QueryException(source.From.Span, $"a range is of numbers or times, not of {Conversions.Article(from.Type)}");
        if (to.Type != type) throw new QueryException(source.To.Span, $"the range begins with {Conversions.Article(type)}, but ends with {Conversions.Article(to.Type)}");
        if (step.Type != stepType) throw new QueryException(source.Step.Span, $"the step must be {Conversions.Article(stepType)}, but is {Conversions.Article(step.Type)}");
        if (step is Constant { Value: 0L or 0d }) throw new QueryException(source.Step.Span, "the step cannot be 0");
        var column = context.Column(source.Name.Name, type);
        var isDown = step is Constant { Value: < 0L } or Constant { Value: < 0d } or Operation { Name: "negate" };
        return new Relation(new RangeNode(column, from, to, step), [column]) { Order = [new SortKey(column, !isDown, true)], IsSerialized = true };
    }

    private static void NoTwice(IEnumerable<NameSyntax> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (!seen.Add(name.Name))
                throw new QueryException(name.Span, $"there are two columns `{name.Name}`");
    }
}
