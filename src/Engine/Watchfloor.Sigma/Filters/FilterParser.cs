using Watchfloor.Events;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Filters;

/// <summary>Reads filters (Sigma filter specification 2.1) from YAML documents.</summary>
public static class FilterParser
{
    private const string Any = "any";

    /// <summary>True for a document that is a filter.</summary>
    public static bool IsFilter(ContentMap document) => document["filter"] is not null;

    /// <summary>Reads one filter.</summary>
    /// <param name="file">The name used in faults.</param>
    /// <param name="document">The YAML document.</param>
    /// <param name="faults">Receives a fault for each mistake; those inside selections are left to the reader of detections.</param>
    /// <returns>The filter, or null when there was any mistake.</returns>
    public static FilterRule? Parse(string file, ContentMap document, ICollection<ContentFault> faults)
    {
        var meta = new MetaDocument(file, document, faults);
        var title = meta.Required("title", "say in a few words what the filter leaves out", MetaDocument.MaxTitle);
        var source = LogSource(meta);
        var body = meta.Section("filter", "add a mapping with rules, a selection and a condition");
        if (body is null) return null;
        var rules = Rules(body);
        var selections = Selections(body);
        var condition = Condition(body);
        var filter = new FilterRule
        {
            Title = title,
            LogSource = source,
            Rules = rules,
            Detection = body.Map,
            Selections = selections,
            Condition = condition ?? new ContentScalar { Value = "", IsPlain = true, Line = 0, Column = 0 },
            Id = meta.Text("id"),
            Name = meta.Text("name"),
            Description = meta.Text("description", MetaDocument.MaxDescription),
            Author = meta.Text("author"),
            Taxonomy = meta.Text("taxonomy", MetaDocument.MaxTitle),
            Date = meta.Date("date"),
            Modified = meta.Date("modified"),
            File = file,
            Line = document.Line,
        };
        return meta.Failed ? null : filter;
    }

    private static LogSource LogSource(MetaDocument meta)
    {
        if (meta.Section("logsource", "name the log source of the rules, such as 'product: windows'") is not { } source) return new LogSource();
        string? Name(string key) => source.Text(key)?.ToLowerInvariant();
        var named = new LogSource(Name("product"), Name("category"), Name("service"));
        if (named == new LogSource() && !source.Failed)
            source.Fault(source.Map, "the log source names nothing", "give at least one of product, category, service");
        return named;
    }

    private static List<RuleReference>? Rules(MetaDocument body)
    {
        const string remedy = "list the ids or names of the rules, or write 'rules: any'";
        switch (body.Map["rules"])
        {
            case null:
                body.Fault(body.Map, "'rules' is missing", remedy);
                return null;
            case ContentScalar { Value: Any }:
                return null;
            case ContentList { Items.Count: 0 } empty:
                body.Fault(empty, "'rules' is empty", remedy);
                return null;
            default:
                return [.. body.Texts("rules", shortest: 1).Select(r => new RuleReference(r.Value, r.Line, r.Column))];
        }
    }

    private static List<string> Selections(MetaDocument body)
    {
        var selections = new List<string>();
        foreach (var (key, _) in body.Map.Entries)
            if (key.Value is not ("rules" or "condition"))
                selections.Add(key.Value);
        if (selections.Count == 0)
            body.Fault(body.Map, "the filter has no selection", "say which events it is about, as in the detection of a rule");
        return selections;
    }

    private static ContentScalar? Condition(MetaDocument body)
    {
        if (body.Map["condition"] is null)
            body.Fault(body.Map, "'condition' is missing", "write 'condition: not selection' to leave out what the selection finds");
        return body.Text("condition") is null ? null : (ContentScalar)body.Map["condition"]!;
    }
}
