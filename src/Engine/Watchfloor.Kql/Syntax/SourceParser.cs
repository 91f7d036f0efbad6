using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <summary>Reads what a pipeline may begin with, other than a name.</summary>
internal sealed class SourceParser(TokenReader tokens, QueryParser queries)
{
    /// <summary>Whether a source with a word of its own follows.</summary>
    public bool Begins()
    {
        if (tokens.Next.Kind != QueryTokenKind.Name) return false;
        var second = tokens.Second;
        return tokens.Next.Text switch
        {
            "datatable" or "externaldata" or "external_data" => second.Is("("),
            "print" => !second.Is("=") && !second.Is("|") && !second.Is(")") && !second.Is("=="),
            "range" => second.Kind is QueryTokenKind.Name or QueryTokenKind.QuotedName && tokens.Ahead(2).IsWord("from"),
            "union" => second.Kind is QueryTokenKind.Name or QueryTokenKind.QuotedName || second.Is("(") || second.Is("*"),
            "search" or "find" => second.Kind is QueryTokenKind.Name or QueryTokenKind.QuotedName or QueryTokenKind.Text || second.Is("(") || second.Is("*"),
            _ => false,
        };
    }

    /// <summary>Reads it.</summary>
    public SourceSyntax Read()
    {
        var word = tokens.Take();
        switch (word.Text)
        {
            case "datatable": return DataTable(word);
            case "print":
                var columns = queries.Expressions.NamedList();
                return new PrintSource(Span.Over(word.Span, tokens.Last.Span), columns);
            case "range": return Range(word);
            case "union":
                var union = queries.Operators.Union(word);
                return new UnionSource(Span.Over(word.Span, tokens.Last.Span), union);
            case "search":
                var search = queries.Operators.Search(word);
                return new SearchSource(Span.Over(word.Span, tokens.Last.Span), search);
            case "find": return Find(word);
            default:
                throw new QueryException(word.Span, "externaldata is not there: a query reads what Watchfloor keeps and calls no other server; use datatable, or a watchlist");
        }
    }

    /// <summary>Reads columns with their types up to the closing bracket; the opening one has been read.</summary>
    public List<ColumnSyntax> Columns()
    {
        var columns = new List<ColumnSyntax>();
        while (!tokens.Next.Is(")"))
        {
            columns.Add(Column());
            if (!tokens.Accept(",")) break;
        }

        tokens.Expect(")");
        return columns;
    }

    /// <summary>Reads a column and its type.</summary>
    public ColumnSyntax Column()
    {
        var name = tokens.Name("the name of a column");
        tokens.Expect(":", " and a type");
        var type = tokens.Name("a type");
        return new ColumnSyntax(name, KqlTypes.Find(type.Name) ?? throw QueryParser.NoType(type));
    }

    private DataTableSource DataTable(QueryToken word)
    {
        tokens.Expect("(");
        var columns = Columns();
        tokens.Expect("[");
        var values = new List<ExpressionSyntax>();
        while (!tokens.Next.Is("]"))
        {
            values.Add(queries.Expressions.Read());
            if (!tokens.Accept(",")) break;
        }

        return new DataTableSource(Span.Over(word.Span, tokens.Expect("]").Span), columns, values);
    }

    private RangeSource Range(QueryToken word)
    {
        var name = tokens.Name();
        tokens.ExpectWord("from");
        var from = queries.Expressions.Read();
        tokens.ExpectWord("to");
        var to = queries.Expressions.Read();
        tokens.ExpectWord("step");
        var step = queries.Expressions.Read();
        return new RangeSource(Span.Over(word.Span, step.Span), name, from, to, step);
    }

    private FindSource Find(QueryToken word)
    {
        NameSyntax? source = null;
        while (tokens.Next.Kind == QueryTokenKind.Name && tokens.Second.Is("="))
        {
            var option = tokens.Take();
            tokens.Take();
            if (option.Text == "withsource") source = tokens.Name();
            else if (option.Text is "datascope" or "kind") tokens.Take();
            else throw new QueryException(option.Span, $"`find` has no option `{option.Text}`; it has withsource");
        }

        var tables = tokens.AcceptWord("in") ? queries.Operators.TableList() : [];
        tokens.AcceptWord("where");
        var predicate = queries.Expressions.Read();
        List<FindColumn>? columns = null;
        if (tokens.AcceptWord("project"))
        {
            columns = [];
            do columns.Add(FindColumn());
            while (tokens.Accept(","));
        }
        else if (tokens.Next.IsWord("project-smart") || (tokens.Next.IsWord("project") && tokens.Second.Is("-")))
        {
            while (tokens.Next.Kind == QueryTokenKind.Name || tokens.Next.Is("-")) tokens.Take();
        }

        return new FindSource(Span.Over(word.Span, tokens.Last.Span), source, tables, predicate, columns);
    }

    private FindColumn FindColumn()
    {
        if (tokens.AcceptWord("pack_all"))
        {
            tokens.Expect("(");
            tokens.Expect(")");
            return new FindColumn(null, null);
        }

        if (tokens.Accept("*")) return new FindColumn(null, null);
        var name = tokens.Name("a column");
        if (!tokens.Accept(":")) return new FindColumn(name, null);
        var type = tokens.Name("a type");
        return new FindColumn(name, KqlTypes.Find(type.Name) ?? throw QueryParser.NoType(type));
    }
}
