namespace Watchfloor.Kql.Syntax;

/// <summary>The words of a query, one after another.</summary>
internal sealed class TokenReader(string text, List<QueryToken> tokens)
{
    private int _at;

    /// <summary>The word to be read next.</summary>
    public QueryToken Next => tokens[_at];

    /// <summary>The word that was read last.</summary>
    public QueryToken Last => tokens[Math.Max(0, _at - 1)];

    /// <summary>The word behind the next.</summary>
    public QueryToken Second => Ahead(1);

    /// <summary>A word further on.</summary>
    public QueryToken Ahead(int count) => tokens[Math.Min(_at + count, tokens.Count - 1)];

    /// <summary>Reads a word.</summary>
    public QueryToken Take()
    {
        var token = tokens[_at];
        if (token.Kind != QueryTokenKind.End) _at++;
        return token;
    }

    /// <summary>Reads a symbol if it comes next.</summary>
    public bool Accept(string symbol)
    {
        if (!Next.Is(symbol)) return false;
        _at++;
        return true;
    }

    /// <summary>Reads a keyword if it comes next.</summary>
    public bool AcceptWord(string word)
    {
        if (!Next.IsWord(word)) return false;
        _at++;
        return true;
    }

    /// <summary>Reads a symbol that must come.</summary>
    public QueryToken Expect(string symbol, string? because = null) => Next.Is(symbol) ? Take() : throw Expected($"`{symbol}`{because}");

    /// <summary>Reads a keyword that must come.</summary>
    public QueryToken ExpectWord(string word) => Next.IsWord(word) ? Take() : throw Expected($"`{word}`");

    /// <summary>Reads a name that must come.</summary>
    public NameSyntax Name(string what = "a name")
    {
        if (Next.Kind is not (QueryTokenKind.Name or QueryTokenKind.QuotedName)) throw Expected(what);
        var token = Take();
        return new NameSyntax(token.Span, token.Text);
    }

    /// <summary>Whether the next word follows the last without a space.</summary>
    public bool IsAdjacent => Last.Span.End == Next.Span.Start;

    /// <summary>The text between brackets of which the first has just been read; reads the closing one too.</summary>
    public (string Text, Span Span) Raw()
    {
        var start = Last.Span.End;
        var depth = 0;
        while (Next.Kind != QueryTokenKind.End)
        {
            if (Next.Is("(")) depth++;
            if (Next.Is(")") && depth-- == 0)
            {
                var end = Take().Span.Start;
                return (text[start..end], Trimmed(start, end));
            }

            Take();
        }

        throw Expected("`)`");
    }

    /// <summary>Reads on to the next step of the pipeline or statement, to look for further mistakes there.</summary>
    public void Skip()
    {
        var depth = 0;
        while (Next.Kind != QueryTokenKind.End)
        {
            if (depth == 0 && (Next.Is("|") || Next.Is(";") || Next.Is(")"))) return;
            if (Next.Is("(") || Next.Is("[") || Next.Is("{")) depth++;
            if (Next.Is(")") || Next.Is("]") || Next.Is("}")) depth = Math.Max(0, depth - 1);
            Take();
        }
    }

    /// <summary>Says what was expected instead of the next word.</summary>
    public QueryException Expected(string what) => new(Next.Span, $"expected {what}, found {Next.Shown}");

    private Span Trimmed(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return new Span(start, end);
    }
}
