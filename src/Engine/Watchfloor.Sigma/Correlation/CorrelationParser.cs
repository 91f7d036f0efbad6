using Watchfloor.Events.Content;

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
        var meta = new MetaDocument(file, document, faults);
        var body = meta.Section("correlation", "add a mapping with type, rules, group-by, timespan and condition");
        var type = body is null ? default : Type(body);
        var rules = body is null ? [] : Rules(body);
        var rule = new CorrelationRule
        {
            Title = meta.Required("title", "say in a few words what the correlation detects", MetaDocument.MaxTitle),
            Id = meta.Text("id"),
            Name = meta.Text("name"),
            Status = meta.Status(),
            Level = meta.Level(),
            Description = meta.Text("description", MetaDocument.MaxDescription),
            Author = meta.Text("author"),
            Taxonomy = meta.Text("taxonomy", MetaDocument.MaxTitle),
            Date = meta.Date("date"),
            Modified = meta.Date("modified"),
            References = MetaDocument.Values(meta.Texts("references")),
            Tags = MetaDocument.Values(meta.Texts("tags")),
            FalsePositives = MetaDocument.Values(meta.Texts("falsepositives", orOne: true, shortest: 2)),
            Type = type ?? default,
            Rules = [.. rules.Select(r => new RuleReference(r.Value, r.Line, r.Column))],
            GroupBy = body is null ? [] : GroupBy(body),
            Timespan = body is null ? default : Timespan(body),
            Condition = body is null || type is null
                ? new CorrelationCondition()
                : CorrelationConditionParser.Parse(body, type.Value, MetaDocument.Values(rules)),
            Aliases = body is null ? new Dictionary<string, IReadOnlyDictionary<string, string>>() : Aliases(body, rules),
            Generate = Generate(meta, body),
            File = file,
            Line = document.Line,
        };
        if (type?.IsTemporal() is true && rules.Count > RuleExpression.MaxRules)
            body!.Fault(body.Map["rules"]!, $"more than {RuleExpression.MaxRules} rules in one temporal correlation", "split it into several and chain them");
        return meta.Failed || body is null || body.Failed ? null : rule;
    }

    private static CorrelationType? Type(MetaDocument body)
    {
        body.OnlyKeys("'correlation'", "type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
        var name = body.Required("type", $"use one of {CorrelationTypes.Names}");
        var type = CorrelationTypes.Find(name);
        if (type is null && body.Map["type"] is { } node) body.Fault(node, $"'{name}' is not a correlation type", $"use one of {CorrelationTypes.Names}");
        return type;
    }

    private static List<ContentScalar> Rules(MetaDocument body)
    {
        const string remedy = "list the ids or names of the rules to correlate";
        // Two characters is what the JSON schema asks.
        var rules = body.Texts("rules", shortest: 2);
        if (body.Map["rules"] is not { } node) body.Fault(body.Map, "'rules' is missing", remedy);
        else if (node is ContentList { Items.Count: 0 }) body.Fault(node, "'rules' is empty", remedy);
        return rules;
    }

    private static string[] GroupBy(MetaDocument body)
    {
        if (body.Map["group-by"] is null)
            body.Fault(body.Map, "'group-by' is missing", "list the fields that must have the same value; 'group-by: []' puts all events together");
        return MetaDocument.Values(body.Texts("group-by", shortest: 1));
    }

    private static TimeSpan Timespan(MetaDocument body)
    {
        const string remedy = "write a whole number and s, m, h or d, such as 90m; at most 3650d";
        var text = body.Required("timespan", remedy);
        if (!Timespans.TryParse(text, out var span) && body.Map["timespan"] is { } node) body.Fault(node, $"'{text}' is not a timespan", remedy);
        return span;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Aliases(MetaDocument body, List<ContentScalar> rules)
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
    private static bool Generate(MetaDocument meta, MetaDocument? body)
    {
        var (outer, inner) = (meta.Boolean("generate"), body?.Boolean("generate"));
        if (outer is not null && inner is not null && outer != inner)
            body!.Fault(body.Map["generate"]!, "'generate' stands twice and differs", "keep the one beside 'correlation'");
        return outer ?? inner ?? false;
    }
}
