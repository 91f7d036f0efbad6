using Watchfloor.Events.Content;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Sigma.Correlation;

/// <summary>Reads correlation rules (Sigma correlation specification 2.1) from YAML documents.</summary>
public static class CorrelationParser
{
    /// <summary>True for a document that is a correlation rule.</summary>
    public static bool IsCorrelation(ContentMap document) => document["correlation"] is not null;

    /// <summary>Reads one correlation rule.</summary>
    /// <param name="file">The name used in faults.</param>
    /// <param name="document">The YAML document.</param>
    /// <param name="faults">Receives a fault for each mistake.</param>
    /// <returns>The rule, or null when there was any mistake.</returns>
    public static CorrelationRule? Parse(string file, ContentMap document, ICollection<ContentFault> faults)
    {
        var meta = new DocumentSection(file, document, faults);
        var body = meta.Section("correlation", "add a mapping with type, rules, group-by, timespan and condition");
        var type = body is null ? default : Type(body);
        var rules = body is null ? [] : Rules(body);
        var rule = new CorrelationRule
        {
            Title = meta.Fields.RequiredText("title", 256),
            Id = meta.Fields.Uuid("id"),
            Name = meta.Fields.Text("name", 256),
            Level = meta.Fields.OneOf("level", RuleLevel.Medium),
            Status = meta.Fields.OneOf("status", RuleStatus.Experimental),
            Description = meta.Fields.Text("description", 65_535),
            Author = meta.Fields.Text("author"),
            Taxonomy = meta.Fields.Text("taxonomy", 256),
            Date = meta.Fields.Matching("date", RuleParser.Date(), "yyyy-MM-dd"),
            Modified = meta.Fields.Matching("modified", RuleParser.Date(), "yyyy-MM-dd"),
            References = meta.Fields.Texts("references"),
            Tags = meta.Fields.Texts("tags", RuleParser.Tag(), "lower-case 'namespace.name', such as attack.t1110"),
            FalsePositives = DocumentSection.Values(meta.Texts("falsepositives", orOne: true, minLength: 2)),
            Type = type ?? default,
            Rules = [.. rules.Select(r => new RuleReference(r.Value, r.Line, r.Column))],
            GroupBy = body is null ? [] : GroupBy(body),
            Timespan = body is null ? default : Timespan(body),
            Condition = body is null || type is null
                ? new CorrelationCondition()
                : CorrelationConditionParser.Parse(body, type.Value, DocumentSection.Values(rules)),
            Aliases = body is null ? new Dictionary<string, IReadOnlyDictionary<string, string>>() : Aliases(body, rules),
            Generate = Generate(meta, body),
            Definition = body is null ? "" : new DefinitionHash().Add(body.Map, without: "generate").Finish(),
            File = file,
            Line = document.Line,
        };
        if (type?.IsTemporal() is true && rules.Count > RuleExpression.MaxRules)
            body!.Fault(body.Map["rules"]!, $"more than {RuleExpression.MaxRules} rules in one temporal correlation", "split it into several and chain them");
        return meta.Failed || body is null || body.Failed ? null : rule;
    }

    private static CorrelationType? Type(DocumentSection body)
    {
        body.OnlyKeys("'correlation'", "type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
        var remedy = $"use one of {CorrelationTypes.Names}";
        if (body.Map["type"] is not { } node) body.Fault(body.Map, "'type' is missing", remedy);
        else if (node is not ContentScalar name) body.Fault(node, "'type' must be text", remedy);
        else if (CorrelationTypes.Find(name.Value) is { } type) return type;
        else body.Fault(node, $"'{name.Value}' is not a correlation type", remedy);
        return null;
    }

    private static List<ContentScalar> Rules(DocumentSection body)
    {
        const string remedy = "list the ids or names of the rules to correlate";
        // Two characters is what the JSON schema asks.
        var rules = body.Texts("rules", minLength: 2);
        if (body.Map["rules"] is not { } node) body.Fault(body.Map, "'rules' is missing", remedy);
        else if (node is ContentList { Items.Count: 0 }) body.Fault(node, "'rules' is empty", remedy);
        return rules;
    }

    private static string[] GroupBy(DocumentSection body)
    {
        if (body.Map["group-by"] is null)
            body.Fault(body.Map, "'group-by' is missing", "list the fields that must have the same value; 'group-by: []' puts all events together");
        return DocumentSection.Values(body.Texts("group-by"));
    }

    private static TimeSpan Timespan(DocumentSection body)
    {
        const string remedy = "write a whole number and s, m, h or d, such as 90m; at most 3650d";
        TimeSpan span = default;
        if (body.Map["timespan"] is not { } node) body.Fault(body.Map, "'timespan' is missing", remedy);
        else if (node is not ContentScalar text) body.Fault(node, "'timespan' must be text", remedy);
        else if (!Timespans.TryParse(text.Value, out span)) body.Fault(node, $"'{text.Value}' is not a timespan", remedy);
        return span;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Aliases(DocumentSection body, List<ContentScalar> rules)
    {
        var aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        if (body.Map["aliases"] is null) return aliases;
        foreach (var (alias, node) in body.Section("aliases", "write 'alias: {rule name: field}'")?.Map.Entries ?? [])
        {
            var fields = new Dictionary<string, string>();
            if (node is not ContentMap { Entries.Count: > 0 } map)
            {
                body.Fault(node, $"the alias '{alias.Value}' must map rules to fields", "write 'rule name: field' under it");
                continue;
            }

            foreach (var (rule, field) in map.Entries)
            {
                if (!rules.Exists(r => r.Value == rule.Value))
                    body.Fault(rule, $"the alias '{alias.Value}' names '{rule.Value}', which is not among the rules", "use the names listed under 'rules'");
                else if (field is not ContentScalar { IsNull: false, Value.Length: > 0 } name)
                    body.Fault(field, $"the alias '{alias.Value}' has no field for '{rule.Value}'", "name the field in that rule's events");
                else
                    fields[rule.Value] = name.Value;
            }

            aliases[alias.Value] = fields;
        }

        return aliases;
    }

    /// <summary>The JSON schema has <c>generate</c> beside <c>correlation</c>, pySigma inside it: both are read.</summary>
    private static bool Generate(DocumentSection meta, DocumentSection? body)
    {
        var (outer, inner) = (meta.Boolean("generate"), body?.Boolean("generate"));
        if (outer is not null && inner is not null && outer != inner)
            body!.Fault(body.Map["generate"]!, "'generate' stands twice and differs", "keep the one beside 'correlation'");
        return outer ?? inner ?? false;
    }
}
