using System.Diagnostics.CodeAnalysis;
using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Semantics.Binding;
using Watchfloor.Kql.Sql;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql;

/// <summary>A query of the Kusto Query Language, ready to be run: text → words → syntax → names and types → plan → SQL.</summary>
public sealed class KqlQuery
{
    /// <summary>The longest query, in UTF-16 units.</summary>
    public const int MaxLength = QueryParser.MaxLength;

    private KqlQuery(Relation relation, BindingContext context)
    {
        Columns = relation.Columns;
        Order = relation.Order;
        Plan = PushDown.Apply(relation.Plan);
        UnknownFields = [.. context.UnknownFields];
        if (context.Render is { } render) Chart = new Chart(render.Chart, render.Properties);
    }

    /// <summary>The columns of the result.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The order of the result; none: as the rows come.</summary>
    public IReadOnlyList<SortKey> Order { get; }

    /// <summary>How the rows are made.</summary>
    public PlanNode Plan { get; }

    /// <summary>Fields that the query names and that no event is known to have.</summary>
    public IReadOnlyList<string> UnknownFields { get; }

    /// <summary>How the rows want to be shown, if the query says it.</summary>
    public Chart? Chart { get; }

    /// <summary>Reads a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="schema">The tables that it may name.</param>
    /// <param name="now">What <c>now()</c> and <c>ago()</c> count from.</param>
    /// <param name="query">The query.</param>
    /// <param name="errors">The mistakes, in the order of the text; none when there is a query.</param>
    public static bool TryCompile(string text, QuerySchema schema, DateTimeOffset now, [NotNullWhen(true)] out KqlQuery? query, out IReadOnlyList<KqlError> errors)
    {
        var found = new List<KqlError>();
        errors = found;
        query = null;
        if (QueryParser.Parse(text, found) is not { } syntax) return false;
        var context = new BindingContext(schema, now.UtcTicks, new LineMap(text), found);
        if (new Binder(context).Query(syntax) is not { } relation || found.Count > 0) return false;
        try
        {
            query = new KqlQuery(relation, context);
            return true;
        }
        catch (QueryException mistake)
        {
            context.Add(mistake);
            return false;
        }
    }

    /// <summary>The query in SQL.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="sql">The SQL.</param>
    /// <param name="error">Why there is none: it would be too large.</param>
    public bool TryWrite(ISqlDialect dialect, [NotNullWhen(true)] out SqlQuery? sql, [NotNullWhen(false)] out KqlError? error)
    {
        (sql, error) = (null, null);
        try
        {
            sql = SqlWriter.Write(dialect, Plan, Columns, Order);
            return true;
        }
        catch (QueryException mistake)
        {
            error = new KqlError(1, 1, mistake.Message);
            return false;
        }
    }

    /// <summary>The plan, as people read it.</summary>
    public string Explain() => PlanText.Of(Plan);
}
