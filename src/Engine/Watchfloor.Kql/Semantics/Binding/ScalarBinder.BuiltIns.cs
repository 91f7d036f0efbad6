using Watchfloor.Kql.Native;
using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Functions that the language gives their meaning itself.</content>
internal sealed partial class ScalarBinder
{
    /// <summary>Those whose arguments are not read as others' are; null for all others.</summary>
    private Scalar? BuiltIn(CallSyntax call)
    {
        switch (call.Name)
        {
            case "case": return Case(call);
            case "toscalar": return ToScalar(call);
            case "materialize": throw new QueryException(call.NameSpan, "`materialize` gives a table and cannot stand here");
            case "column_ifexists" or "columnifexists": return ColumnIfExists(call);
            case "pack_all": return PackAll(call);
            default: return null;
        }
    }

    private Scalar Special(CallSyntax call, FunctionEntry entry, List<Scalar> arguments, KqlType type) => entry.Name switch
    {
        "tostring" => arguments[0],
        "gettype" => TypeName(call),
        "now" => arguments is [Constant { Value: long offset }] ? Moment(context.Now + offset, call) : arguments.Count == 0 ? Moment(context.Now, call) : new Operation(KqlType.DateTime, "add", [Moment(context.Now, call), arguments[0]]),
        "ago" => arguments[0] is Constant { Value: long back } ? Moment(context.Now - back, call) : new Operation(KqlType.DateTime, "subtract", [Moment(context.Now, call), arguments[0]]),
        "bin" or "floor" => Bin(call),
        "bin_at" => BinAt(call),
        "extract" => Conversions.To(new Operation(KqlType.String, "extract", arguments), type),
        "replace" => new Operation(KqlType.String, "replace_regex", [arguments[2], arguments[0], arguments[1]]),
        "extract_json" or "extractjson" => ExtractJson(call, arguments, type),
        _ => throw new QueryException(call.NameSpan, $"`{call.Name}` cannot stand here"),
    };

    private static Constant Moment(long ticks, CallSyntax call) =>
        ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new Constant(KqlType.DateTime, ticks) : throw new QueryException(call.Span, "this is before the year 1 or behind the year 9999");

    private Operation Case(CallSyntax call)
    {
        if (call.Arguments.Count < 3 || call.Arguments.Count % 2 == 0) throw new QueryException(call.NameSpan, "`case` takes conditions and values in turns, and a value for when none holds: case(a > 9, \"high\", a > 5, \"medium\", \"low\")");
        var conditions = new List<Scalar>();
        var values = new List<Scalar>();
        for (var i = 0; i + 1 < call.Arguments.Count; i += 2)
        {
            conditions.Add(Condition(call.Arguments[i].Value));
            values.Add(Bind(call.Arguments[i + 1].Value));
        }

        values.Add(Bind(call.Arguments[^1].Value));
        var type = Conversions.Common(values) ?? throw new QueryException(call.NameSpan, $"the values given to `case` have no type in common: {string.Join(", ", values.Select(s => s.Type.Name()).Distinct())}");
        var arguments = new List<Scalar>();
        for (var i = 0; i < conditions.Count; i++) arguments.AddRange([conditions[i], Conversions.To(values[i], type)]);
        arguments.Add(Conversions.To(values[^1], type));
        return new Operation(type, "case", arguments);
    }

    private TableScalar ToScalar(CallSyntax call)
    {
        if (call.Arguments is not [{ Name: null } argument]) throw new QueryException(call.NameSpan, "`toscalar` takes a table");
        var table = context.Deeper(call.Span, () => Table(argument.Value)) ?? throw new QueryException(argument.Value.Span, "`toscalar` takes a table, such as toscalar(Events | summarize max(time))");
        if (table.Columns.Count == 0) throw new QueryException(argument.Value.Span, "the table has no columns");
        return new TableScalar(new LimitNode(table.Plan, Constant.Of(1), table.Order), table.Columns[0]);
    }

    private Scalar ColumnIfExists(CallSyntax call)
    {
        if (call.Arguments.Count != 2) throw new QueryException(call.NameSpan, $"`{call.Name}` takes the name of a column in quotes and a value");
        if (call.Arguments[0].Value is not LiteralSyntax { Value: string name }) throw new QueryException(call.Arguments[0].Value.Span, "expected the name of a column in quotes");
        if (row?.Relation.Find(name) is { } column) return new ColumnValue(column);
        return row?.Relation.Open is { } scan && scan.Table.Fields.Contains(name) && Field(name) is { } field ? new ColumnValue(field) : Bind(call.Arguments[1].Value);
    }

    private Operation PackAll(CallSyntax call)
    {
        if (row is null) throw new QueryException(call.NameSpan, "`pack_all` needs a row");
        return new Operation(KqlType.Dynamic, "bag_pack", [.. row.Relation.Columns.SelectMany(c => new[] { new Constant(KqlType.Dynamic, JsonText.Quoted(c.Name)), Conversions.To(new ColumnValue(c), KqlType.Dynamic) })]);
    }

    private Scalar TypeName(CallSyntax call)
    {
        var value = Bind(call.Arguments[0].Value);
        return value.Type == KqlType.Dynamic ? new Operation(KqlType.String, "gettype", [value]) : Constant.Of(value.Type.Name());
    }

    /// <summary>A value is rounded down to a multiple of a size; a datetime in steps of a timespan since the year 1.</summary>
    private Operation Bin(CallSyntax call)
    {
        var (value, size) = (Bind(call.Arguments[0].Value), Bind(call.Arguments[1].Value));
        if (value.Type == KqlType.Dynamic) value = Conversions.To(value, size.Type == KqlType.TimeSpan ? KqlType.DateTime : KqlType.Real);
        if (value.Type is KqlType.DateTime or KqlType.TimeSpan)
        {
            if (size.Type.IsWhole() && value.Type == KqlType.TimeSpan) size = new Operation(KqlType.TimeSpan, "multiply", [new Constant(KqlType.TimeSpan, TimeSpan.TicksPerDay), Conversions.To(size, KqlType.Long)]);
            if (size.Type != KqlType.TimeSpan) throw new QueryException(call.Arguments[1].Value.Span, $"{Conversions.Article(value.Type)} is rounded to a timespan, such as 1h, not to {Conversions.Article(size.Type)}");
            return new Operation(value.Type, "bin_whole", [value, size]);
        }

        if (!value.Type.IsNumber() || !size.Type.IsNumber()) throw new QueryException(call.Arguments[1].Value.Span, $"{Conversions.Article(value.Type)} cannot be rounded to {Conversions.Article(size.Type)}");
        if (value.Type.IsWhole() && size.Type.IsWhole()) return new Operation(KqlType.Long, "bin_whole", [Conversions.To(value, KqlType.Long), Conversions.To(size, KqlType.Long)]);
        return new Operation(KqlType.Real, "bin_real", [Conversions.To(value, KqlType.Real), Conversions.To(size, KqlType.Real)]);
    }

    private Operation BinAt(CallSyntax call)
    {
        var (value, size, point) = (Bind(call.Arguments[0].Value), Bind(call.Arguments[1].Value), Bind(call.Arguments[2].Value));
        var isTime = value.Type is KqlType.DateTime or KqlType.TimeSpan;
        if (isTime ? size.Type != KqlType.TimeSpan || point.Type != value.Type : !value.Type.IsNumber() || !size.Type.IsNumber() || !point.Type.IsNumber())
            throw new QueryException(call.Arguments[1].Value.Span, $"`bin_at` takes {Conversions.Article(value.Type)}, a size that fits it, and another {value.Type.Name()}");
        var isWhole = isTime || (value.Type.IsWhole() && size.Type.IsWhole() && point.Type.IsWhole());
        var type = isTime ? value.Type : isWhole ? KqlType.Long : KqlType.Real;
        if (!isTime) (value, size, point) = (Conversions.To(value, type), Conversions.To(size, type), Conversions.To(point, type));
        return new Operation(type, isWhole ? "bin_at_whole" : "bin_at_real", [value, size, point]);
    }

    /// <summary>A path such as <c>$.event.ids[1]</c> is followed step by step.</summary>
    private static Scalar ExtractJson(CallSyntax call, List<Scalar> arguments, KqlType type)
    {
        if (arguments[0] is not Constant { Value: string path }) throw new QueryException(call.Arguments[0].Value.Span, "the path must be known before the query runs");
        Scalar value = new Operation(KqlType.Dynamic, "parse_json", [arguments[1]]);
        foreach (var key in JsonPath.Read(path) ?? throw new QueryException(call.Arguments[0].Value.Span, "this is no path; it is written as $.event.ids[1]"))
            value = new Operation(KqlType.Dynamic, "dynamic_index", [value, new Constant(KqlType.Dynamic, key)]);
        return Conversions.To(value, type);
    }
}
