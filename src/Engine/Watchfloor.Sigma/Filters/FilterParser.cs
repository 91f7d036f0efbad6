using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Sigma.Parsing;

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
        var meta = new DocumentSection(file, document, faults);
        var title = meta.Fields.RequiredText("title", 256);
        var source = LogSource(meta);
        if (meta.Section("filter", "add a map with rules, a selection and a condition") is not { } body) return null;
        CheckDetection(body);
        var filter = new FilterRule
        {
            Title = title,
            LogSource = source,
            Rules = Rules(body),
            Detection = body.Map,
            Id = meta.Fields.Uuid("id"),
            Name = meta.Fields.Text("name", 256),
            Description = meta.Fields.Text("description", 65_535),
            Author = meta.Fields.Text("author"),
            Taxonomy = meta.Fields.Text("taxonomy", 256),
            Date = meta.Fields.Matching("date", RuleParser.Date(), "yyyy-MM-dd"),
            Modified = meta.Fields.Matching("modified", RuleParser.Date(), "yyyy-MM-dd"),
            File = file,
            Line = document.Line,
        };
        return meta.Failed ? null : filter;
    }

    private static LogSource LogSource(DocumentSection meta)
    {
        if (meta.Section("logsource", "name the log source of the rules, such as 'product: windows'") is not { } source) return new LogSource();
        string? Name(string key) => source.Fields.Text(key)?.ToLowerInvariant();
        var named = new LogSource(Name("product"), Name("category"), Name("service"));
        if (named == new LogSource() && !source.Failed)
            source.Fault(source.Map, "the log source names nothing", "give at least one of product, category, service");
        return named;
    }

    private static List<RuleReference>? Rules(DocumentSection body)
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
                return [.. body.Texts("rules").Select(r => new RuleReference(r.Value, r.Line, r.Column))];
        }
    }

    private static void CheckDetection(DocumentSection body)
    {
        if (body.Map.Entries.All(e => e.Key.Value is "rules" or "condition"))
            body.Fault(body.Map, "the filter has no selection", "say which events it is about, as in the detection of a rule");
        if (body.Map["condition"] is null)
            body.Fault(body.Map, "'condition' is missing", "write 'condition: not selection' to leave out what the selection finds");
        else
            body.Fields.Text("condition");
    }
}
