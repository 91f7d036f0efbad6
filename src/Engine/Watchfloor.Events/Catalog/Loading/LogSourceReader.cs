using System.Text;
using Watchfloor.Events.Content;

namespace Watchfloor.Events.Catalog.Loading;

/// <summary>Reads one item of <c>logsources</c>; the grammar is in docs/log-sources.md and content/schemas/logsources.json.</summary>
internal static class LogSourceReader
{
    public static LogSourceDefinition? Read(ContentNode node, ItemReader reader)
    {
        if (reader.Map(node, "a log source", "name", "format", "when", "is", "cases") is not { } map) return null;
        var name = reader.Required(map, "name");
        var rules = new List<LogSourceRule>();
        var common = Conditions(map, reader);
        var source = map["is"] is { } at ? reader.Source(at, "'is'") : null;
        if (source is not null) rules.Add(new LogSourceRule(common.Formats, common.When, source));
        foreach (var item in reader.Items(map, "cases")) AddCase(item, common, source, rules, reader);
        if (map["is"] is null && map["cases"] is null) reader.Fault(map, "'is' is missing", "say which log source it is, here or in 'cases'");
        if (map["format"] is null && map["when"] is null) reader.Fault(map, "nothing is asked of the event", "give 'format' or 'when'");
        return name is null ? null : new LogSourceDefinition(name, reader.Place(node), rules);
    }

    private static void AddCase(
        ContentNode item, (List<IReadOnlyList<string>> Formats, List<FieldCondition> When) common, LogSource? source,
        List<LogSourceRule> rules, ItemReader reader)
    {
        if (reader.Map(item, "a case", "format", "when", "is") is not { } map) return;
        var own = Conditions(map, reader);
        if (map["format"] is null && map["when"] is null) reader.Fault(map, "nothing more is asked of the event", "give 'format' or 'when'");
        if (map["is"] is null) reader.Fault(map, "'is' is missing");
        if (reader.Source(map["is"], "'is'") is not { } named) return;
        var narrowed = new LogSource(
            named.Product ?? source?.Product, named.Category ?? source?.Category, named.Service ?? source?.Service);
        rules.Add(new LogSourceRule([.. common.Formats, .. own.Formats], [.. common.When, .. own.When], narrowed));
    }

    private static (List<IReadOnlyList<string>> Formats, List<FieldCondition> When) Conditions(ContentMap map, ItemReader reader)
    {
        var formats = new List<IReadOnlyList<string>>();
        if (map["format"] is { } format) formats.Add(reader.Texts(format, "'format'"));
        var conditions = new List<FieldCondition>();
        if (map["when"] is { } when && reader.Map(when, "'when'") is { } fields)
            foreach (var (field, test) in fields.Entries)
                AddConditions(field.Value, test, conditions, reader);
        return (formats, conditions);
    }

    private static void AddConditions(string field, ContentNode test, List<FieldCondition> conditions, ItemReader reader)
    {
        if (test is not ContentMap)
        {
            conditions.Add(new FieldCondition(field, FieldOperator.Is, Values(test, field, reader)));
            return;
        }

        if (reader.Map(test, $"the test of '{field}'", "startswith", "exists", "not") is not { } operators) return;
        foreach (var (key, value) in operators.Entries)
        {
            if (key.Value == "exists")
            {
                var wanted = reader.Flag(operators, "exists");
                conditions.Add(new FieldCondition(field, wanted ? FieldOperator.Exists : FieldOperator.Missing, []));
            }
            else if (key.Value == "startswith")
            {
                conditions.Add(new FieldCondition(field, FieldOperator.StartsWith, Values(value, field, reader)));
            }
            else if (value is not ContentMap)
            {
                conditions.Add(new FieldCondition(field, FieldOperator.IsNot, Values(value, field, reader)));
            }
            else if (reader.Map(value, $"'not' of '{field}'", "startswith")?["startswith"] is { } prefix)
            {
                conditions.Add(new FieldCondition(field, FieldOperator.StartsNotWith, Values(prefix, field, reader)));
            }
        }
    }

    private static IReadOnlyList<string> Values(ContentNode node, string field, ItemReader reader)
    {
        var values = reader.Texts(node, $"the values of '{field}'");
        foreach (var value in values)
            if (!Ascii.IsValid(value))
                reader.Fault(node, $"'{value}' is not ASCII", "only ASCII is compared without regard to case");
        return values;
    }
}
