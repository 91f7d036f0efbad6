using Watchfloor.Kql.Native;
using Watchfloor.Kql.Plans;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <content><c>search</c> and <c>find</c>.</content>
internal sealed partial class Binder
{
    private Relation Search(Relation? relation, SearchOperator syntax, NameScope names)
    {
        if (relation is not null) return Found(relation, syntax, names);
        var tables = syntax.Tables.Count > 0 ? [.. syntax.Tables.SelectMany(t => Tables(t, names, isFuzzy: false))] : AllTables(names, syntax.Span);
        return United([.. tables.Select(t => Found(t, syntax, names))], sourceColumn: "$table");
    }

    private Relation Found(Relation relation, SearchOperator syntax, NameScope names)
    {
        var row = new RowScope(relation);
        var predicate = Terms(syntax.Predicate, Scalars(names, row), relation, syntax.IsCaseSensitive);
        return row.Relation.Then(plan => new FilterNode(plan, predicate));
    }

    /// <summary>Strings that stand alone are terms; everything else is a condition.</summary>
    private static Scalar Terms(ExpressionSyntax syntax, ScalarBinder binder, Relation relation, bool isCaseSensitive)
    {
        switch (syntax)
        {
            case LiteralSyntax { Type: KqlType.String, Value: string term }:
                return AnyHas(relation.Columns, term, isCaseSensitive);
            case StarSyntax:
                return Constant.Of(true);
            case BinarySyntax { Operator: "and" or "or" } logical:
                return new Operation(KqlType.Bool, logical.Operator, [Terms(logical.Left, binder, relation, isCaseSensitive), Terms(logical.Right, binder, relation, isCaseSensitive)]);
            case CallSyntax { Name: "not", Arguments: [{ Name: null } argument] }:
                return OperatorBinder.Not(Terms(argument.Value, binder, relation, isCaseSensitive));
            case BinarySyntax { Operator: ":", Left: NameSyntax name } one when one.Right is LiteralSyntax { Value: string term }:
                return relation.Find(name.Name) is { } column ? AnyHas([column], term, isCaseSensitive) : Constant.Of(false);
            case BinarySyntax { Operator: ":", Right: LiteralSyntax } one:
                return binder.Condition(one with { Operator = "==" });
            default:
                return binder.Condition(syntax);
        }
    }

    private static Scalar AnyHas(IReadOnlyList<Column> columns, string term, bool isCaseSensitive)
    {
        var tests = columns.Where(c => c.Type is KqlType.String or KqlType.Dynamic or KqlType.Int or KqlType.Long or KqlType.Guid)
            .Select(c => Term(Conversions.To(new ColumnValue(c), KqlType.String), term, isCaseSensitive)).ToList();
        return tests.Count == 0 ? Constant.Of(false) : OperatorBinder.Joined("or", tests);
    }

    /// <summary>A term: a whole word, or with stars the beginning or end of one, any part, or a pattern.</summary>
    private static Operation Term(Scalar text, string term, bool isCaseSensitive)
    {
        var suffix = isCaseSensitive ? "_cs" : "";
        var core = term.Trim('*');
        if (core.Contains('*', StringComparison.Ordinal)) return new Operation(KqlType.Bool, "matches_regex", [text, Constant.Of(Pattern(term, isCaseSensitive))]);
        var (before, behind) = (term.StartsWith('*'), term.EndsWith('*') && term.Length > 1);
        var name = before && behind ? "contains" : before ? "hassuffix" : behind ? "hasprefix" : "has";
        return new Operation(KqlType.Bool, name + suffix, [text, Constant.Of(core)]);
    }

    private static string Pattern(string term, bool isCaseSensitive)
    {
        var text = (isCaseSensitive ? "(?s)" : "(?is)") + string.Join(".*", term.Trim('*').Split('*').Select(p => PatternFunctions.Quote([p])));
        if (!term.StartsWith('*')) text = text.Insert(text.IndexOf(')', StringComparison.Ordinal) + 1, @"(?:^|[^\p{L}\p{N}])");
        return term.EndsWith('*') ? text : text + @"(?:$|[^\p{L}\p{N}])";
    }

    private Relation Find(FindSource syntax, NameScope names)
    {
        var tables = syntax.Tables.Count > 0 ? [.. syntax.Tables.SelectMany(t => Tables(t, names, isFuzzy: false))] : AllTables(names, syntax.Span);
        var search = new SearchOperator(syntax.Span, false, [], syntax.Predicate);
        var named = new HashSet<string>(StringComparer.Ordinal);
        CollectNames(syntax.Predicate, named);
        var found = new List<Relation>();
        foreach (var table in tables)
        {
            // A table that lacks a column of the condition has no row that meets it.
            if (table.Open is null && syntax.Columns is null && named.Any(n => table.Find(n) is null && tables.Exists(t => t.Find(n) is not null))) continue;
            found.Add(Found(table, search, names));
        }

        var wanted = syntax.Columns ?? FindColumns(tables, named);
        return United([.. found.Select(t => Chosen(t, wanted))], sourceColumn: syntax.SourceColumn?.Name ?? "source_");
    }

    /// <summary>Columns that all tables have, and those of the condition; the others are packed.</summary>
    private static List<FindColumn> FindColumns(IReadOnlyList<Relation> tables, HashSet<string> named)
    {
        var all = tables.SelectMany(t => t.Columns).Select(c => c.Name).Distinct(StringComparer.Ordinal).ToList();
        var kept = all.Where(n => named.Contains(n) || tables.All(t => t.Find(n) is not null)).ToList();
        List<FindColumn> columns = [.. kept.Select(n => new FindColumn(new NameSyntax(default, n), null))];
        if (kept.Count < all.Count) columns.Add(new FindColumn(null, null));
        return columns;
    }

    private Relation Chosen(Relation relation, IReadOnlyList<FindColumn> wanted)
    {
        var made = new ColumnList();
        foreach (var column in wanted)
        {
            if (column.Name is null)
            {
                var rest = relation.Columns.Where(c => !wanted.Any(w => w.Name?.Name == c.Name));
                var bag = new Operation(KqlType.Dynamic, "bag_pack", [.. rest.SelectMany(c => new[] { new Constant(KqlType.Dynamic, JsonText.Quoted(c.Name)), Conversions.To(new ColumnValue(c), KqlType.Dynamic) })]);
                made.Items.Add(new Computed(context.Column(made.Free("pack_"), KqlType.Dynamic), bag));
                continue;
            }

            if (relation.Find(column.Name.Name) is not { } known) continue;
            var value = column.Type is { } type ? Conversions.To(new ColumnValue(known), type) : new ColumnValue(known);
            made.Items.Add(new Computed(context.Column(made.Free(known.Name), value.Type), value));
        }

        return Projected(relation, made);
    }

    private static void CollectNames(ExpressionSyntax syntax, HashSet<string> named)
    {
        switch (syntax)
        {
            case NameSyntax name: named.Add(name.Name); break;
            case BinarySyntax binary: CollectNames(binary.Left, named); CollectNames(binary.Right, named); break;
            case BetweenSyntax between: CollectNames(between.Left, named); break;
            case InSyntax among: CollectNames(among.Left, named); break;
            case CallSyntax call: foreach (var argument in call.Arguments) CollectNames(argument.Value, named); break;
            case MemberSyntax member: CollectNames(member.Target, named); break;
            case IndexSyntax index: CollectNames(index.Target, named); break;
        }
    }
}
