using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Syntax;

/// <summary>Reads a query: what <c>let</c> names, then one table.</summary>
internal sealed class QueryParser
{
    /// <summary>The longest query, in UTF-16 units.</summary>
    public const int MaxLength = 65_536;

    private readonly TokenReader _tokens;
    private readonly SourceParser _sources;
    private readonly OperatorParser _operators;
    private readonly List<KqlError> _errors;
    private readonly LineMap _lines;

    private QueryParser(string text, List<QueryToken> tokens, List<KqlError> errors, LineMap lines)
    {
        (_errors, _lines) = (errors, lines);
        _tokens = new TokenReader(text, tokens);
        Expressions = new ExpressionParser(_tokens, this);
        _sources = new SourceParser(_tokens, this);
        _operators = new OperatorParser(_tokens, this);
    }

    /// <summary>The reader of expressions.</summary>
    public ExpressionParser Expressions { get; }

    /// <summary>The reader of steps.</summary>
    public OperatorParser Operators => _operators;

    /// <summary>Reads a query; null when there are mistakes.</summary>
    public static QuerySyntax? Parse(string text, List<KqlError> errors)
    {
        var lines = new LineMap(text);
        try
        {
            if (text.Length > MaxLength) throw new QueryException(default, $"the query is longer than {MaxLength} characters");
            var parser = new QueryParser(text, new QueryLexer(text).Read(), errors, lines);
            var query = parser.Query(isInner: false);
            return errors.Count == 0 ? query : null;
        }
        catch (QueryException e)
        {
            errors.Add(lines.Error(e.Span, e.Message));
            return null;
        }
    }

    /// <summary>A mistaken name of a type.</summary>
    public static QueryException NoType(NameSyntax name) =>
        new(name.Span, $"there is no type `{name.Name}`; the types are bool, int, long, real, decimal, string, datetime, timespan, dynamic and guid");

    /// <summary>Reads a pipeline, or an expression if nothing of a pipeline follows it.</summary>
    public ExpressionSyntax TableOrExpression()
    {
        if (!_sources.Begins())
        {
            var value = Expressions.Read();
            if (!_tokens.Next.Is("|")) return value;
            var pipeline = Pipeline(new ExpressionSource(value));
            return new TableSyntax(pipeline.Span, pipeline);
        }

        var table = Pipeline(_sources.Read());
        return new TableSyntax(table.Span, table);
    }

    /// <summary>Reads statements up to the end, or to the brace that closes a function.</summary>
    public QuerySyntax Query(bool isInner)
    {
        var lets = new List<LetSyntax>();
        BodySyntax? body = null;
        while (true)
        {
            while (_tokens.Accept(";"))
            {
            }

            if (IsEnd(isInner)) break;
            if (body is not null) throw new QueryException(_tokens.Next.Span, "a query gives one table; put `union` between several");
            if (_tokens.Next.IsWord("let") && _tokens.Second.Kind is QueryTokenKind.Name or QueryTokenKind.QuotedName) lets.Add(Let());
            else if (_tokens.Next.IsWord("set") && _tokens.Second.Kind == QueryTokenKind.Name) SkipOption();
            else body = Body();
            if (!IsEnd(isInner) && !_tokens.Next.Is(";"))
                throw _tokens.Expected(body is not null && _tokens.Next.Kind == QueryTokenKind.Symbol ? "`|`, `;` or the end of the query" : "`;`");
        }

        return new QuerySyntax(lets, body ?? throw new QueryException(_tokens.Next.Span, "the query is empty; begin with a table, such as Events, or with print, range, datatable, union or search"));
    }

    /// <summary>Reads the steps of a pipeline behind its source.</summary>
    public PipelineSyntax Pipeline(SourceSyntax source)
    {
        var operators = Steps();
        return new PipelineSyntax(operators.Count > 0 ? Span.Over(source.Span, _tokens.Last.Span) : source.Span, source, operators);
    }

    /// <summary>Reads steps, each behind its <c>|</c>. A mistake in one is noted, and the next is read.</summary>
    public List<OperatorSyntax> Steps()
    {
        var steps = new List<OperatorSyntax>();
        while (_tokens.Accept("|"))
        {
            try
            {
                steps.Add(_operators.Read());
                if (steps.Count > MaxSteps) throw new QueryException(_tokens.Next.Span, $"a pipeline has at most {MaxSteps} steps");
                if (_tokens.Next.Kind is not (QueryTokenKind.End or QueryTokenKind.Name) && !_tokens.Next.Is("|") && !_tokens.Next.Is(";") && !_tokens.Next.Is(")") && !_tokens.Next.Is("}") && !_tokens.Next.Is(","))
                    throw _tokens.Expected("`|` or the end of the query");
            }
            catch (QueryException e) when (_errors.Count < MaxErrors && steps.Count <= MaxSteps)
            {
                _errors.Add(_lines.Error(e.Span, e.Message));
                _tokens.Skip();
            }
        }

        return steps;
    }

    private const int MaxSteps = 150;
    private const int MaxErrors = 20;

    private bool IsEnd(bool isInner) => _tokens.Next.Kind == QueryTokenKind.End || (isInner && _tokens.Next.Is("}"));

    /// <summary>Options of Kusto's engine mean nothing here.</summary>
    private void SkipOption()
    {
        while (_tokens.Next.Kind != QueryTokenKind.End && !_tokens.Next.Is(";")) _tokens.Take();
    }

    private LetSyntax Let()
    {
        _tokens.Take();
        var name = _tokens.Name();
        _tokens.Expect("=");
        return new LetSyntax(name, IsFunction() ? Expressions.Deeper(Function) : Body());
    }

    private BodySyntax Body()
    {
        var value = TableOrExpression();
        return value is TableSyntax table ? new PipelineBody(table.Pipeline) : new ExpressionBody(value);
    }

    /// <summary>Whether parameters follow: brackets, and a brace behind them.</summary>
    private bool IsFunction()
    {
        var at = _tokens.Next.IsWord("view") ? 1 : 0;
        if (!_tokens.Ahead(at).Is("(")) return false;
        var depth = 0;
        for (; _tokens.Ahead(at).Kind != QueryTokenKind.End; at++)
        {
            if (_tokens.Ahead(at).Is("(")) depth++;
            else if (_tokens.Ahead(at).Is(")") && --depth == 0) return _tokens.Ahead(at + 1).Is("{");
        }

        return false;
    }

    private BodySyntax Function()
    {
        var start = _tokens.Next.Span;
        var isView = _tokens.AcceptWord("view");
        _tokens.Expect("(");
        var parameters = new List<ParameterSyntax>();
        while (!_tokens.Next.Is(")"))
        {
            parameters.Add(Parameter());
            if (!_tokens.Accept(",")) break;
        }

        _tokens.Expect(")");
        _tokens.Expect("{");
        var query = Query(isInner: true);
        return new FunctionBody(Span.Over(start, _tokens.Expect("}").Span), isView, parameters, query);
    }

    private ParameterSyntax Parameter()
    {
        var name = _tokens.Name("the name of a parameter");
        _tokens.Expect(":");
        if (_tokens.Next.Is("("))
        {
            _tokens.Take();
            if (!_tokens.Accept("*")) return new ParameterSyntax(name, null, _sources.Columns(), null);
            _tokens.Expect(")");
            return new ParameterSyntax(name, null, [], null);
        }

        var type = _tokens.Name("a type");
        return new ParameterSyntax(name, KqlTypes.Find(type.Name) ?? throw NoType(type), null, _tokens.Accept("=") ? Expressions.Read() : null);
    }
}
