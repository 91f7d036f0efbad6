namespace Watchfloor.Kql.Syntax;

/// <summary>Reads the steps of a pipeline. Those that are long to read stand in files of their own.</summary>
internal sealed partial class OperatorParser(TokenReader tokens, QueryParser queries)
{
    private ExpressionParser Expressions => queries.Expressions;

    /// <summary>Reads a step; the <c>|</c> before it has been read.</summary>
    public OperatorSyntax Read()
    {
        if (tokens.Next.Kind != QueryTokenKind.Name) throw tokens.Expected("an operator, such as where, project or summarize");
        var word = Word();
        var at = word.Span;
        switch (word.Text)
        {
            case "where" or "filter": return new WhereOperator(at, Predicate());
            case "extend": return new ExtendOperator(at, Expressions.NamedList());
            case "project": return new ProjectOperator(at, IsAtEnd() ? [] : Expressions.NamedList());
            case "project-rename": return new RenameOperator(at, Expressions.NamedList());
            case "project-away": return new KeepOperator(at, true, Patterns());
            case "project-keep": return new KeepOperator(at, false, Patterns());
            case "project-reorder": return Reorder(at);
            case "serialize": return new SerializeOperator(at, IsAtEnd() ? [] : Expressions.NamedList());
            case "summarize": return Summarize(at);
            case "distinct": return Distinct(at);
            case "count": return new CountOperator(at);
            case "take" or "limit": return new TakeOperator(at, Count());
            case "sample": return new SampleOperator(at, Count(), null);
            case "sample-distinct": return SampleDistinct(at);
            case "sort" or "order": return Sort(at);
            case "top": return Top(at);
            case "top-nested": return TopNested(at);
            case "join": return Join(at, isLookup: false);
            case "lookup": return Join(at, isLookup: true);
            case "union": return Union(word);
            case "mv-expand" or "mvexpand": return MvExpand(at);
            case "mv-apply" or "mvapply": return MvApply(at);
            case "parse": return Parse(at, isFilter: false);
            case "parse-where": return Parse(at, isFilter: true);
            case "parse-kv": return ParseKv(at);
            case "make-series": return MakeSeries(at);
            case "search": return Search(word);
            case "getschema": return new GetSchemaOperator(at);
            case "as": return As(at);
            case "invoke": return Invoke(at);
            case "render": return Render(at);
            default: throw new QueryException(at, OperatorCatalogue.Refusal(word.Text));
        }
    }

    /// <summary>Reads the name of a step, with the dashes in it.</summary>
    private QueryToken Word()
    {
        var word = tokens.Take();
        while (tokens.Next.Is("-") && tokens.IsAdjacent && tokens.Second.Kind == QueryTokenKind.Name && tokens.Second.Span.Start == tokens.Next.Span.End)
        {
            tokens.Take();
            var part = tokens.Take();
            word = new QueryToken(QueryTokenKind.Name, $"{word.Text}-{part.Text}", Span.Over(word.Span, part.Span));
        }

        return word;
    }

    private bool IsAtEnd() => tokens.Next.Kind == QueryTokenKind.End || tokens.Next.Is("|") || tokens.Next.Is(";") || tokens.Next.Is(")") || tokens.Next.Is("}");

    private ExpressionSyntax Predicate() => IsAtEnd() ? throw tokens.Expected("a condition") : Expressions.Read();

    private ExpressionSyntax Count() => IsAtEnd() || tokens.Next.IsWord("by") ? throw tokens.Expected("a number of rows") : Expressions.Read();

    /// <summary>Reads options of the form <c>name=value</c>.</summary>
    private Dictionary<string, NameSyntax> Options(string step, params string[] known)
    {
        var options = new Dictionary<string, NameSyntax>(StringComparer.Ordinal);
        while (tokens.Next.Kind == QueryTokenKind.Name && (tokens.Second.Is("=") || (tokens.Next.Text == "hint" && tokens.Second.Is("."))))
        {
            var isHint = tokens.Second.Is(".");
            if (!isHint && !known.Contains(tokens.Next.Text))
            {
                // Behind these words a name cannot begin a column.
                if (step is not ("join" or "lookup" or "union" or "search")) break;
                throw new QueryException(tokens.Next.Span, $"`{step}` has no option `{tokens.Next.Text}`; it has {string.Join(", ", known)}");
            }

            var name = tokens.Take().Text;
            while (tokens.Accept(".")) tokens.Name();
            tokens.Expect("=");
            var value = tokens.Take();
            if (!isHint) options[name] = new NameSyntax(value.Span, value.Text);
        }

        return options;
    }

    private static bool Flag(Dictionary<string, NameSyntax> options, string name) => options.TryGetValue(name, out var value) && value.Name == "true";

    private static bool OneOf(Dictionary<string, NameSyntax> options, string name, string yes, string no)
    {
        if (!options.TryGetValue(name, out var value) || value.Name == no) return false;
        return value.Name == yes ? true : throw new QueryException(value.Span, $"`{name}` is {yes} or {no}, not `{value.Name}`");
    }

    private List<PatternSyntax> Patterns()
    {
        var patterns = new List<PatternSyntax>();
        do patterns.Add(Pattern());
        while (tokens.Accept(","));
        return patterns;
    }

    /// <summary>Reads a name, in which stars may stand.</summary>
    private PatternSyntax Pattern()
    {
        var first = tokens.Next;
        if (first.Kind == QueryTokenKind.QuotedName)
        {
            tokens.Take();
            return new PatternSyntax(first.Span, first.Text);
        }

        if (first.Kind != QueryTokenKind.Name && !first.Is("*")) throw tokens.Expected("the name of a column");
        var text = tokens.Take().Text;
        while (tokens.IsAdjacent && (tokens.Next.Is("*") || tokens.Next.Kind is QueryTokenKind.Name or QueryTokenKind.Whole)) text += tokens.Take().Text;
        return new PatternSyntax(Span.Over(first.Span, tokens.Last.Span), text);
    }

    private ReorderOperator Reorder(Span at)
    {
        var columns = new List<(PatternSyntax, bool?)>();
        do
        {
            var pattern = Pattern();
            var way = tokens.AcceptWord("asc") ? true : tokens.AcceptWord("desc") ? false : (bool?)null;
            columns.Add((pattern, way));
        }
        while (tokens.Accept(","));
        return new ReorderOperator(at, columns);
    }

    private SummarizeOperator Summarize(Span at)
    {
        Options("summarize");
        List<NamedSyntax> aggregates = tokens.Next.IsWord("by") ? [] : Expressions.NamedList();
        List<NamedSyntax> by = tokens.AcceptWord("by") ? Expressions.NamedList() : [];
        return new SummarizeOperator(at, aggregates, by);
    }

    private DistinctOperator Distinct(Span at) =>
        tokens.Next.Is("*") ? new DistinctOperator(tokens.Take().Span with { Start = at.Start }, []) : new DistinctOperator(at, Expressions.NamedList());

    private SampleOperator SampleDistinct(Span at)
    {
        var count = Count();
        tokens.ExpectWord("of");
        return new SampleOperator(at, count, Expressions.Read());
    }

    private SortOperator Sort(Span at)
    {
        Options("sort");
        tokens.ExpectWord("by");
        var keys = new List<KeySyntax>();
        do keys.Add(Key());
        while (tokens.Accept(","));
        return new SortOperator(at, keys);
    }

    private KeySyntax Key()
    {
        var value = Expressions.Read();
        var isAscending = tokens.AcceptWord("asc");
        if (!isAscending) tokens.AcceptWord("desc");
        bool? nullsFirst = null;
        if (tokens.AcceptWord("nulls"))
        {
            nullsFirst = tokens.AcceptWord("first");
            if (nullsFirst is false) tokens.ExpectWord("last");
        }

        return new KeySyntax(value, isAscending, nullsFirst);
    }

    private TopOperator Top(Span at)
    {
        var count = Count();
        tokens.ExpectWord("by");
        return new TopOperator(at, count, Key());
    }

    private AsOperator As(Span at)
    {
        Options("as");
        return new AsOperator(at, tokens.Name());
    }

    private InvokeOperator Invoke(Span at)
    {
        if (tokens.Next.Kind != QueryTokenKind.Name) throw tokens.Expected("the name of a function");
        var name = tokens.Take();
        return tokens.Next.Is("(") ? new InvokeOperator(at, Expressions.Call(name)) : throw tokens.Expected("`(`");
    }

    private RenderOperator Render(Span at)
    {
        var chart = tokens.Name("the kind of a chart").Name;
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!tokens.AcceptWord("with")) return new RenderOperator(at, chart, properties);
        tokens.Expect("(");
        while (!tokens.Next.Is(")"))
        {
            var name = tokens.Name("a property").Name;
            tokens.Expect("=");
            var value = tokens.Take().Text;
            while (tokens.Next.Kind is not QueryTokenKind.End && !tokens.Next.Is(",") && !tokens.Next.Is(")")) value += tokens.Take().Text;
            properties[name] = value;
            if (!tokens.Accept(",")) break;
        }

        tokens.Expect(")");
        return new RenderOperator(at, chart, properties);
    }
}
