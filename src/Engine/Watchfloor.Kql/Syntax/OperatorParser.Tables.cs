namespace Watchfloor.Kql.Syntax;

/// <content>Steps that take further tables.</content>
internal sealed partial class OperatorParser
{
    private static readonly string[] JoinKinds =
        ["innerunique", "inner", "leftouter", "rightouter", "fullouter", "leftanti", "anti", "leftantisemi", "rightanti", "rightantisemi", "leftsemi", "rightsemi"];

    /// <summary>Reads <c>union</c>, whose name has been read.</summary>
    public UnionOperator Union(QueryToken word)
    {
        var options = Options("union", "kind", "withsource", "isfuzzy");
        var isInner = OneOf(options, "kind", "inner", "outer");
        var tables = new List<ExpressionSyntax>();
        do tables.Add(Table());
        while (tokens.Accept(","));
        return new UnionOperator(word.Span, isInner, Flag(options, "isfuzzy"), options.GetValueOrDefault("withsource"), tables);
    }

    /// <summary>Reads <c>search</c>, whose name has been read.</summary>
    public SearchOperator Search(QueryToken word)
    {
        var options = Options("search", "kind");
        var isCaseSensitive = OneOf(options, "kind", "case_sensitive", "case_insensitive");
        var tables = tokens.Next.IsWord("in") && tokens.Second.Is("(") && tokens.AcceptWord("in") ? TableList() : [];
        return new SearchOperator(word.Span, isCaseSensitive, tables, Predicate());
    }

    /// <summary>Reads tables in brackets.</summary>
    public List<ExpressionSyntax> TableList()
    {
        tokens.Expect("(");
        var tables = new List<ExpressionSyntax>();
        while (!tokens.Next.Is(")"))
        {
            tables.Add(Table());
            if (!tokens.Accept(",")) break;
        }

        tokens.Expect(")");
        return tables;
    }

    /// <summary>Reads a table: by its name, which may hold stars, as a call, or a pipeline in brackets.</summary>
    private ExpressionSyntax Table()
    {
        var isStarred = tokens.Next.Is("*") || (tokens.Next.Kind == QueryTokenKind.Name && tokens.Second.Is("*") && tokens.Second.Span.Start == tokens.Next.Span.End);
        if (isStarred)
        {
            var pattern = Pattern();
            return new NameSyntax(pattern.Span, pattern.Pattern);
        }

        if (tokens.Next.Kind is not (QueryTokenKind.Name or QueryTokenKind.QuotedName) && !tokens.Next.Is("(")) throw tokens.Expected("a table");
        if (tokens.Next.Is("(")) return Expressions.Read();
        var name = tokens.Take();
        return tokens.Next.Is("(") ? Expressions.Call(name) : new NameSyntax(name.Span, name.Text);
    }

    private JoinOperator Join(Span at, bool isLookup)
    {
        var options = Options(isLookup ? "lookup" : "join", "kind", "withsource");
        var kind = options.GetValueOrDefault("kind");
        string[] kinds = isLookup ? ["leftouter", "inner"] : JoinKinds;
        if (kind is not null && !kinds.Contains(kind.Name)) throw new QueryException(kind.Span, $"there is no kind `{kind.Name}` of {(isLookup ? "lookup" : "join")}; the kinds are {string.Join(", ", kinds)}");
        var right = Table();
        if (!tokens.AcceptWord("on")) throw tokens.Expected("`on` and the columns that must be the same");
        var on = new List<ExpressionSyntax>();
        do on.Add(Expressions.Read());
        while (tokens.Accept(","));
        return new JoinOperator(at, isLookup, kind, right, on);
    }
}
