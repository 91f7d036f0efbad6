using Watchfloor.Events.Content;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Filters;

namespace Watchfloor.Sigma.Parsing;

/// <summary>The documents of one file, sorted by kind.</summary>
internal sealed class ParsedFile
{
    public List<Rule> Rules { get; } = [];

    public List<CorrelationRule> Correlations { get; } = [];

    /// <summary>Filters, each with the condition that it adds to rules, and a hash over what that is made of.</summary>
    public List<(FilterRule Filter, Expression Condition, string Definition)> Filters { get; } = [];

    public List<ContentFault> Faults { get; } = [];

    /// <summary>How many documents there were, refused ones among them.</summary>
    public int Documents { get; private set; }

    public static ParsedFile Read(RuleFile file, Placeholders placeholders)
    {
        var parsed = new ParsedFile();
        string text;
        try
        {
            text = file.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.Refuse(new ContentFault(file.Path, 0, 0, "cannot be read: " + e.Message));
            return parsed;
        }

        var documents = ContentReader.Read(file.Path, text, parsed.Faults);
        // What follows a place that is not YAML is lost; it counts as one document.
        if (parsed.Faults.Count > 0) parsed.Documents++;
        foreach (var document in documents) parsed.Add(file.Path, document, placeholders);
        return parsed;
    }

    private void Add(string path, ContentNode document, Placeholders placeholders)
    {
        if (document is ContentScalar { IsNull: true }) return; // an empty document, as behind a last '---'
        if (document is not ContentMap map)
        {
            Refuse(new ContentFault(path, document.Line, document.Column, "a rule must be a map of keys"));
            return;
        }

        Documents++;
        if (CorrelationParser.IsCorrelation(map))
        {
            if (CorrelationParser.Parse(path, map, Faults) is { } correlation) Correlations.Add(correlation);
        }
        else if (FilterParser.IsFilter(map))
        {
            AddFilter(path, map, placeholders);
        }
        else if (new RuleParser(path, placeholders, Faults).Parse(map) is { } rule)
        {
            Rules.Add(rule);
        }
    }

    private void AddFilter(string path, ContentMap document, Placeholders placeholders)
    {
        if (FilterParser.Parse(path, document, Faults) is not { } filter) return;
        try
        {
            var condition = new DetectionParser(placeholders).Parse(filter.Detection, "rules");
            var definition = new DefinitionHash().Add(filter.Detection, without: "rules").Add(placeholders.DefinitionFor(filter.Detection)).Finish();
            Filters.Add((filter, condition, definition));
        }
        catch (RuleFaultException e)
        {
            Faults.Add(e.ToFault(path));
        }
    }

    private void Refuse(ContentFault fault)
    {
        Faults.Add(fault);
        Documents++;
    }
}
