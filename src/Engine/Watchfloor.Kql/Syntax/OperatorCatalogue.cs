namespace Watchfloor.Kql.Syntax;

/// <summary>A step or source that Kusto has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it does, in one line; of one that is refused, why.</param>
/// <param name="IsThere">Whether a query may use it.</param>
public sealed record OperatorEntry(string Name, string Summary, bool IsThere = true);

/// <summary>The steps and sources of Kusto, those that are there and those that are refused.</summary>
public static class OperatorCatalogue
{
    private const string Graph = "Rows are not a graph here; follow a path with join.";

    /// <summary>All, in the order of the alphabet.</summary>
    public static IReadOnlyList<OperatorEntry> All { get; } =
    [
        new("as", "Names the table so far, to use it again further on."),
        new("assert-schema", "Schemas are not asserted; getschema shows one.", false),
        new("consume", "Nothing is gained by reading rows and dropping them; use count.", false),
        new("count", "The number of rows."),
        new("datatable", "A table written into the query."),
        new("distinct", "Every combination of values once."),
        new("evaluate", "Plugins run foreign code; none are there.", false),
        new("extend", "Adds columns."),
        new("externaldata", "A query reads what Watchfloor keeps and calls no other server.", false),
        new("facet", "A query gives one table; run one query per facet.", false),
        new("filter", "Another name of where."),
        new("find", "Looks in several tables for rows that match."),
        new("fork", "A query gives one table; run one query per branch.", false),
        new("getschema", "The columns and their types."),
        new("graph-mark-components", Graph, false),
        new("graph-match", Graph, false),
        new("graph-shortest-paths", Graph, false),
        new("graph-to-table", Graph, false),
        new("graph-where-edges", Graph, false),
        new("graph-where-nodes", Graph, false),
        new("invoke", "Passes the table on to a function."),
        new("join", "Puts rows of two tables side by side."),
        new("limit", "Another name of take."),
        new("lookup", "Adds the columns of a table found by a key."),
        new("macro-expand", "There is one database; name its tables with union.", false),
        new("make-graph", Graph, false),
        new("make-series", "Aggregates over steps of time, as arrays without gaps."),
        new("mv-apply", "Runs steps over the elements of an array."),
        new("mv-expand", "Makes a row of each element of an array."),
        new("order", "Another name of sort."),
        new("parse", "Takes a text apart by a pattern."),
        new("parse-kv", "Takes names and values out of a text."),
        new("parse-where", "As parse, without the rows that do not fit."),
        new("partition", "Steps per part of a table are not there; use summarize, top-nested or a window function.", false),
        new("print", "One row of expressions."),
        new("project", "Chooses and computes columns."),
        new("project-away", "Leaves columns out."),
        new("project-by-names", "Not there; use project-keep, which takes patterns.", false),
        new("project-keep", "Keeps columns and leaves the others out."),
        new("project-rename", "Gives columns other names."),
        new("project-reorder", "Puts columns into another order."),
        new("range", "Rows of evenly spaced values."),
        new("reduce", "Grouping by likeness of texts is not there; use summarize with replace_regex.", false),
        new("render", "Says how the rows want to be shown."),
        new("sample", "Any so many rows."),
        new("sample-distinct", "Any so many different values."),
        new("scan", "Sequences are matched by correlation rules; use window functions or join.", false),
        new("search", "Looks for a term in every column."),
        new("serialize", "Fixes the order, for functions that look at the rows before and behind."),
        new("sort", "Puts rows into an order."),
        new("summarize", "Aggregates groups of rows."),
        new("take", "At most so many rows."),
        new("top", "The first rows of an order."),
        new("top-hitters", "Estimates are not there; use summarize with count() and top.", false),
        new("top-nested", "The greatest groups, and the greatest within them."),
        new("union", "The rows of several tables."),
        new("where", "Keeps the rows that meet a condition."),
    ];

    private static readonly Dictionary<string, OperatorEntry> ByName = All.ToDictionary(o => o.Name, StringComparer.Ordinal);

    /// <summary>What to say about a word that is no step.</summary>
    internal static string Refusal(string word)
    {
        if (ByName.TryGetValue(word, out var entry)) return entry.IsThere ? $"`{word}` stands at the beginning of a query" : $"`{word}` is not there. {entry.Summary}";
        var meant = word switch
        {
            "select" => "project or where",
            "group" => "summarize",
            "having" => "where",
            "skip" or "offset" => "row_number",
            "head" => "take",
            _ => NearNames.Nearest(word, [.. All.Where(o => o.IsThere).Select(o => o.Name)]),
        };
        return $"there is no operator `{word}`" + (meant is null ? "; operators are where, project, extend, summarize, sort, top, take, join, union …" : $"; did you mean `{meant.Replace(" or ", "` or `", StringComparison.Ordinal)}`?");
    }
}
