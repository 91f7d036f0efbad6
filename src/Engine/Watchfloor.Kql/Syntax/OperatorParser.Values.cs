using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <content>Steps that take values apart, and those of several levels.</content>
internal sealed partial class OperatorParser
{
    private static readonly string[] KvOptions = ["pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex"];

    private readonly SourceParser _columns = new(tokens, queries);

    private ParseOperator Parse(Span at, bool isFilter)
    {
        var options = Options("parse", "kind", "flags");
        var kind = options.TryGetValue("kind", out var name)
            ? name.Name switch
            {
                "simple" => ParseKind.Simple,
                "relaxed" => ParseKind.Relaxed,
                "regex" => ParseKind.Regex,
                _ => throw new QueryException(name.Span, $"there is no kind `{name.Name}` of parse; the kinds are simple, relaxed and regex"),
            }
            : ParseKind.Simple;
        var value = Expressions.Read();
        tokens.ExpectWord("with");
        var parts = new List<ParsePart>();
        while (!IsAtEnd()) parts.Add(Part());
        if (parts.Count == 0) throw tokens.Expected("a pattern of strings, columns and stars");
        return new ParseOperator(at, isFilter, kind, options.TryGetValue("flags", out var flags) ? flags.Name : "", value, parts);
    }

    private ParsePart Part()
    {
        var token = tokens.Next;
        if (token.Is("*")) return new ParsePart(tokens.Take().Span, null, null);
        if (LiteralReader.Begins(tokens))
        {
            var literal = LiteralReader.Read(tokens);
            return literal is { Type: KqlType.String, Value: string text } ? new ParsePart(literal.Span, text, null) : throw new QueryException(literal.Span, "the constants of parse are strings");
        }

        var name = tokens.Name("a string, a column or *");
        if (!tokens.Accept(":")) return new ParsePart(name.Span, null, new ColumnSyntax(name, KqlType.String));
        var type = tokens.Name("a type");
        return new ParsePart(Span.Over(name.Span, type.Span), null, new ColumnSyntax(name, KqlTypes.Find(type.Name) ?? throw QueryParser.NoType(type)));
    }

    private ParseKvOperator ParseKv(Span at)
    {
        var value = Expressions.Read();
        tokens.ExpectWord("as");
        tokens.Expect("(");
        var columns = _columns.Columns();
        var options = new Dictionary<string, LiteralSyntax>(StringComparer.Ordinal);
        if (!tokens.AcceptWord("with")) return new ParseKvOperator(at, value, columns, options);
        tokens.Expect("(");
        while (!tokens.Next.Is(")"))
        {
            var name = tokens.Name("an option");
            if (!KvOptions.Contains(name.Name)) throw new QueryException(name.Span, $"`parse-kv` has no option `{name.Name}`; it has {string.Join(", ", KvOptions)}");
            tokens.Expect("=");
            if (!LiteralReader.Begins(tokens)) throw tokens.Expected("a constant");
            options[name.Name] = LiteralReader.Read(tokens);
            if (!tokens.Accept(",")) break;
        }

        tokens.Expect(")");
        return new ParseKvOperator(at, value, columns, options);
    }

    private MvExpandOperator MvExpand(Span at)
    {
        var options = Options("mv-expand", "kind", "bagexpansion", "with_itemindex");
        var isArray = OneOf(options, options.ContainsKey("kind") ? "kind" : "bagexpansion", "array", "bag");
        var columns = MvColumns();
        return new MvExpandOperator(at, isArray, options.GetValueOrDefault("with_itemindex"), columns, tokens.AcceptWord("limit") ? Count() : null);
    }

    private MvApplyOperator MvApply(Span at)
    {
        var options = Options("mv-apply", "with_itemindex");
        var columns = MvColumns();
        var limit = tokens.AcceptWord("limit") ? Count() : null;
        tokens.ExpectWord("on");
        tokens.Expect("(");
        var steps = new List<OperatorSyntax> { Read() };
        steps.AddRange(queries.Steps());
        tokens.Expect(")");
        return new MvApplyOperator(at, options.GetValueOrDefault("with_itemindex"), columns, limit, steps);
    }

    private List<MvColumn> MvColumns()
    {
        var columns = new List<MvColumn>();
        do
        {
            var value = Expressions.Named();
            KqlType? type = null;
            if (tokens.AcceptWord("to"))
            {
                var of = Expressions.Read();
                type = of is TypeOfSyntax known ? known.Type : throw new QueryException(of.Span, "expected a type, such as typeof(long)");
            }

            columns.Add(new MvColumn(value, type));
        }
        while (tokens.Accept(","));
        return columns;
    }

    private TopNestedOperator TopNested(Span at)
    {
        var levels = new List<TopNestedLevel> { Level() };
        while (tokens.Accept(","))
        {
            if (tokens.Next.Kind != QueryTokenKind.Name || Word().Text != "top-nested") throw tokens.Expected("`top-nested`");
            levels.Add(Level());
        }

        return new TopNestedOperator(at, levels);
    }

    private TopNestedLevel Level()
    {
        var count = tokens.Next.IsWord("of") ? null : Count();
        tokens.ExpectWord("of");
        var of = Expressions.Named();
        ExpressionSyntax? others = null;
        if (tokens.AcceptWord("with"))
        {
            tokens.ExpectWord("others");
            tokens.Expect("=");
            others = Expressions.Read();
        }

        tokens.ExpectWord("by");
        var by = Expressions.Named();
        var isAscending = tokens.AcceptWord("asc");
        if (!isAscending) tokens.AcceptWord("desc");
        return new TopNestedLevel(count, of, others, by, isAscending);
    }

    private MakeSeriesOperator MakeSeries(Span at)
    {
        var options = Options("make-series", "kind");
        var isNonEmpty = options.TryGetValue("kind", out var kind) && (kind.Name == "nonempty" ? true : throw new QueryException(kind.Span, "the kind of make-series is nonempty"));
        var series = new List<SeriesSyntax>();
        do
        {
            var aggregate = Expressions.Named();
            ExpressionSyntax? otherwise = null;
            if (tokens.AcceptWord("default"))
            {
                tokens.Expect("=");
                otherwise = Expressions.Read();
            }

            series.Add(new SeriesSyntax(aggregate, otherwise));
        }
        while (tokens.Accept(","));
        tokens.ExpectWord("on");
        var on = Expressions.Named();
        ExpressionSyntax? from = null, to = null;
        if (tokens.AcceptWord("from")) from = Expressions.Read();
        if (tokens.AcceptWord("to")) to = Expressions.Read();
        tokens.ExpectWord("step");
        var step = Expressions.Read();
        List<NamedSyntax> by = tokens.AcceptWord("by") ? Expressions.NamedList() : [];
        return new MakeSeriesOperator(at, isNonEmpty, series, on, from, to, step, by);
    }
}
