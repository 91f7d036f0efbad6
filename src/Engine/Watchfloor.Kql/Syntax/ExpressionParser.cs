namespace Watchfloor.Kql.Syntax;

/// <summary>
/// Reads expressions. From loosest to tightest: <c>or</c>; <c>and</c>; comparisons and tests of strings; <c>+ -</c>; <c>* / %</c>; signs;
/// properties, elements and calls.
/// </summary>
internal sealed class ExpressionParser(TokenReader tokens, QueryParser queries)
{
    /// <summary>How deep expressions may stand in one another.</summary>
    public const int MaxDepth = 200;

    private static readonly HashSet<string> Tests = new(StringComparer.Ordinal)
    {
        "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "contains", "contains_cs", "startswith", "startswith_cs",
        "endswith", "endswith_cs",
    };

    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "in", "in~", "has_any", "has_all" };

    private int _depth;

    /// <summary>Reads an expression.</summary>
    public ExpressionSyntax Read() => Deeper(Or);

    /// <summary>Reads an expression that may have a name before it: <c>name = …</c>, <c>(a, b) = …</c>.</summary>
    public NamedSyntax Named()
    {
        if (IsName(tokens.Next) && tokens.Second.Is("="))
        {
            var name = tokens.Name();
            tokens.Take();
            return new NamedSyntax([name], Read());
        }

        if (!tokens.Next.Is("(") || !IsName(tokens.Second) || !NamesFollow()) return new NamedSyntax([], Read());
        tokens.Take();
        var names = new List<NameSyntax>();
        do names.Add(tokens.Name());
        while (tokens.Accept(","));
        tokens.Expect(")");
        tokens.Expect("=");
        return new NamedSyntax(names, Read());
    }

    /// <summary>Reads expressions with commas between them.</summary>
    public List<NamedSyntax> NamedList()
    {
        var list = new List<NamedSyntax>();
        do list.Add(Named());
        while (tokens.Accept(","));
        return list;
    }

    private bool NamesFollow()
    {
        var ahead = 1;
        while (IsName(tokens.Ahead(ahead)))
        {
            if (tokens.Ahead(ahead + 1).Is(")")) return tokens.Ahead(ahead + 2).Is("=");
            if (!tokens.Ahead(ahead + 1).Is(",")) return false;
            ahead += 2;
        }

        return false;
    }

    /// <summary>Runs a reader one level deeper.</summary>
    public T Deeper<T>(Func<T> read)
    {
        if (++_depth > MaxDepth) throw new QueryException(tokens.Next.Span, $"the query is nested deeper than {MaxDepth} levels");
        try
        {
            return read();
        }
        finally
        {
            _depth--;
        }
    }

    private ExpressionSyntax Or()
    {
        var left = And();
        while (tokens.AcceptWord("or")) left = Binary("or", left, And());
        return left;
    }

    private ExpressionSyntax And()
    {
        var left = Comparison();
        while (tokens.AcceptWord("and")) left = Binary("and", left, Comparison());
        return left;
    }

    private ExpressionSyntax Comparison()
    {
        var left = Sum();
        while (true)
        {
            var token = tokens.Next;
            if (token.Kind == QueryTokenKind.Symbol && token.Text is "==" or "!=" or "<>" or "=~" or "!~" or "<" or ">" or "<=" or ">=")
            {
                tokens.Take();
                left = Binary(token.Text == "<>" ? "!=" : token.Text, left, Sum());
                continue;
            }

            // In `search`, a column and a term.
            if (token.Is(":") && left is NameSyntax)
            {
                tokens.Take();
                left = Binary(":", left, Sum());
                continue;
            }

            var isNegated = token.Kind == QueryTokenKind.Symbol && token.Text.Length > 1 && token.Text[0] == '!' && char.IsAsciiLetter(token.Text[1]);
            if (token.Kind != QueryTokenKind.Name && !isNegated) return left;
            var word = isNegated ? token.Text[1..] : token.Text;
            if (Tests.Contains(word))
            {
                tokens.Take();
                left = Binary(token.Text, left, Sum());
            }
            else if (Lists.Contains(word) && !(isNegated && word is "has_any" or "has_all"))
            {
                tokens.Take();
                left = Among(token, left);
            }
            else if (word == "matches" && !isNegated)
            {
                tokens.Take();
                tokens.ExpectWord("regex");
                left = Binary("matches regex", left, Sum());
            }
            else if (word == "between")
            {
                tokens.Take();
                tokens.Expect("(", " and two values: between (1 .. 9)");
                var low = Read();
                tokens.Expect("..");
                var high = Read();
                var end = tokens.Expect(")");
                left = new BetweenSyntax(Span.Over(left.Span, end.Span), isNegated, left, low, high);
            }
            else if (isNegated)
            {
                throw new QueryException(token.Span, $"there is no operator `{token.Text}`; write not(…) around the test");
            }
            else
            {
                return left;
            }
        }
    }

    private InSyntax Among(QueryToken token, ExpressionSyntax left)
    {
        tokens.Expect("(", " and values: in (1, 2)");
        var values = new List<ExpressionSyntax>();
        while (!tokens.Next.Is(")"))
        {
            values.Add(queries.TableOrExpression());
            if (!tokens.Accept(",")) break;
        }

        var end = tokens.Expect(")");
        return new InSyntax(Span.Over(left.Span, end.Span), token.Text, left, values);
    }

    private ExpressionSyntax Sum()
    {
        var left = Product();
        while (tokens.Next.Is("+") || tokens.Next.Is("-")) left = Binary(tokens.Take().Text, left, Product());
        return left;
    }

    private ExpressionSyntax Product()
    {
        var left = Signed();
        while (tokens.Next.Is("*") || tokens.Next.Is("/") || tokens.Next.Is("%")) left = Binary(tokens.Take().Text, left, Signed());
        return left;
    }

    private ExpressionSyntax Signed()
    {
        if (!tokens.Next.Is("-") && !tokens.Next.Is("+")) return Postfix(Primary());
        var sign = tokens.Take();
        var operand = Deeper(Signed);
        return sign.Text == "+" ? operand : new NegateSyntax(Span.Over(sign.Span, operand.Span), operand);
    }

    private ExpressionSyntax Postfix(ExpressionSyntax value)
    {
        while (true)
        {
            if (tokens.Next.Is(".") && value is not LiteralSyntax)
            {
                tokens.Take();
                var name = tokens.Name("the name of a property");
                value = new MemberSyntax(Span.Over(value.Span, name.Span), value, name.Name);
            }
            else if (tokens.Next.Is("[") && value is not LiteralSyntax)
            {
                tokens.Take();
                var index = Read();
                var end = tokens.Expect("]");
                value = new IndexSyntax(Span.Over(value.Span, end.Span), value, index);
            }
            else
            {
                return value;
            }
        }
    }

    private ExpressionSyntax Primary()
    {
        var token = tokens.Next;
        if (LiteralReader.Begins(tokens)) return LiteralReader.Read(tokens);
        if (token.Is("(")) return Bracketed();
        if (token.Is("*")) return new StarSyntax(tokens.Take().Span);
        if (token.Kind == QueryTokenKind.QuotedName)
        {
            tokens.Take();
            return new NameSyntax(token.Span, token.Text);
        }

        if (token.Kind != QueryTokenKind.Name) throw tokens.Expected("a value, a column or a function");
        if (token.Text is "and" or "or" or "by" or "on") throw tokens.Expected("a value, a column or a function");
        tokens.Take();
        if (!tokens.Next.Is("(")) return new NameSyntax(token.Span, token.Text);
        return token.Text == "typeof" ? TypeOf(token) : Call(token);
    }

    private ExpressionSyntax Bracketed()
    {
        var start = tokens.Take();
        var inner = Deeper(queries.TableOrExpression);
        var end = tokens.Expect(")");
        return inner is TableSyntax table ? table with { Span = Span.Over(start.Span, end.Span) } : inner;
    }

    private TypeOfSyntax TypeOf(QueryToken token)
    {
        tokens.Take();
        var name = tokens.Name("a type");
        var type = Semantics.KqlTypes.Find(name.Name) ?? throw QueryParser.NoType(name);
        return new TypeOfSyntax(Span.Over(token.Span, tokens.Expect(")").Span), type);
    }

    /// <summary>Reads the arguments of a function whose name has been read.</summary>
    public CallSyntax Call(QueryToken name)
    {
        tokens.Expect("(");
        var arguments = new List<ArgumentSyntax>();
        while (!tokens.Next.Is(")"))
        {
            NameSyntax? parameter = null;
            if (IsName(tokens.Next) && tokens.Second.Is("="))
            {
                parameter = tokens.Name();
                tokens.Take();
            }

            arguments.Add(new ArgumentSyntax(parameter, Deeper(queries.TableOrExpression)));
            if (!tokens.Accept(",")) break;
        }

        var end = tokens.Expect(")");
        return new CallSyntax(Span.Over(name.Span, end.Span), name.Span, name.Text, arguments);
    }

    private static BinarySyntax Binary(string op, ExpressionSyntax left, ExpressionSyntax right) => new(Span.Over(left.Span, right.Span), op, left, right);

    private static bool IsName(QueryToken token) => token.Kind is QueryTokenKind.Name or QueryTokenKind.QuotedName;
}
