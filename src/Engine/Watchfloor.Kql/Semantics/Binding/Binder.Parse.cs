using System.Globalization;
using System.Text;
using Watchfloor.Kql.Native;
using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content>Steps that take texts apart.</content>
internal sealed partial class Binder
{
    private Relation Parse(Relation relation, ParseOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var text = OperatorBinder.TextOf(Scalars(names, row).Bind(syntax.Value), syntax.Value.Span, "parse");
        var columns = syntax.Parts.Where(p => p.Column is not null).Select(p => p.Column!).ToList();
        NoTwice(columns.Select(c => c.Name));
        var pattern = Constant.Of(Pattern(syntax));
        Regexes.Check(pattern, syntax.Span);

        // The pieces first, then whether all fit, then the columns.
        var pieces = columns.Select((c, i) => new Computed(context.Column(c.Name.Name, KqlType.String), new Operation(KqlType.String, "extract", [pattern, Constant.Of((long)i + 1), text]))).ToList();
        var fits = context.Column("fits", KqlType.Bool);
        List<Scalar> conditions = [new Operation(KqlType.Bool, "matches_regex", [text, pattern])];
        var values = pieces.Select((p, i) => Conversions.To(new ColumnValue(p.Column), columns[i].Type)).ToList();
        if (syntax.Kind != ParseKind.Relaxed) conditions.AddRange(values.Where(v => v.Type != KqlType.String).Select(v => new Operation(KqlType.Bool, "isnotnull", [v])));
        var made = pieces.Select((p, i) => new Computed(
            context.Column(columns[i].Name.Name, columns[i].Type),
            new Operation(columns[i].Type, "iff", [new ColumnValue(fits), values[i], Constant.Null(columns[i].Type)]))).ToList();
        var parsed = row.Relation
            .Then(plan => new ExtendNode(plan, pieces))
            .Then(plan => new ExtendNode(plan, [new Computed(fits, OperatorBinder.Joined("and", conditions))]));
        if (syntax.IsFilter) parsed = parsed.Then(plan => new FilterNode(plan, new ColumnValue(fits)));
        return WithColumns(parsed.Then(plan => new ExtendNode(plan, made)), made.Select(c => c.Column));
    }

    /// <summary>The regular expression of a pattern; each column is a group.</summary>
    private static string Pattern(ParseOperator syntax)
    {
        var text = new StringBuilder("(?s");
        foreach (var flag in syntax.Flags)
            if (flag is 'i' or 'm' or 'U')
                text.Append(flag);
        text.Append(")^");
        for (var i = 0; i < syntax.Parts.Count; i++)
        {
            var part = syntax.Parts[i];
            var isLast = i == syntax.Parts.Count - 1;
            if (part.Constant is { } constant) text.Append(syntax.Kind == ParseKind.Regex ? constant : PatternFunctions.Quote([constant]));
            else if (part.Column is { } column) text.Append(Group(column.Type, syntax.Kind, isLast));
            else text.Append(isLast ? ".*" : ".*?");
        }

        return text.Append('$').ToString();
    }

    private static string Group(KqlType type, ParseKind kind, bool isLast)
    {
        var any = isLast ? "(.*)" : "(.*?)";
        var known = type switch
        {
            KqlType.Int or KqlType.Long => @"-?\d+",
            KqlType.Real or KqlType.Decimal => @"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?",
            _ => null,
        };
        if (known is null) return any;
        return kind == ParseKind.Relaxed ? $"({known}|{any[1..^1]})" : $"({known})";
    }

    private static Relation WithColumns(Relation relation, IEnumerable<Column> added)
    {
        var columns = relation.Columns.ToList();
        foreach (var column in added)
        {
            var at = columns.FindIndex(c => c.Name == column.Name);
            if (at >= 0) columns[at] = column;
            else columns.Add(column);
        }

        return relation with { Columns = columns };
    }

    private Relation ParseKv(Relation relation, ParseKvOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var text = OperatorBinder.TextOf(Scalars(names, row).Bind(syntax.Value), syntax.Value.Span, "parse-kv");
        NoTwice(syntax.Columns.Select(c => c.Name));
        var keys = JsonText.Array(syntax.Columns.Select(c => JsonText.Quoted(c.Name.Name)));
        var bag = context.Column("bag", KqlType.Dynamic);
        var found = new Operation(KqlType.Dynamic, "parse_kv", [text, new Constant(KqlType.Dynamic, keys), new Constant(KqlType.Dynamic, KvOptions(syntax))]);
        var made = syntax.Columns.Select(c => new Computed(
            context.Column(c.Name.Name, c.Type),
            Conversions.To(Conversions.To(new Operation(KqlType.Dynamic, "dynamic_index", [new ColumnValue(bag), new Constant(KqlType.Dynamic, JsonText.Quoted(c.Name.Name))]), KqlType.String), c.Type))).ToList();
        var parsed = row.Relation.Then(plan => new ExtendNode(plan, [new Computed(bag, found)])).Then(plan => new ExtendNode(plan, made));
        return WithColumns(parsed, made.Select(c => c.Column));
    }

    private static string KvOptions(ParseKvOperator syntax)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, literal) in syntax.Options)
        {
            var value = Convert.ToString(literal.Value, CultureInfo.InvariantCulture) ?? "";
            switch (name)
            {
                case "pair_delimiter": options["pair"] = JsonText.Quoted(value); break;
                case "kv_delimiter": options["kv"] = JsonText.Quoted(value); break;
                case "quote": options["quote"] = JsonText.Array(Characters(value)); break;
                case "escape": options["escape"] = JsonText.Array([JsonText.Quoted(value)]); break;
                case "greedy": options["greedy"] = literal.Value is true ? "true" : "false"; break;
                default:
                    Regexes.Check(Constant.Of(value), literal.Span);
                    options["regex"] = JsonText.Quoted(value);
                    break;
            }
        }

        return JsonText.Bag(options);
    }

    /// <summary>One quote opens and closes; of two the first opens and the second closes.</summary>
    private static IEnumerable<string> Characters(string quotes) => quotes.Length > 0 ? [JsonText.Quoted(quotes)] : [];
}
