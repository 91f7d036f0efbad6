using System.Text.RegularExpressions;
using Watchfloor.Events;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// A rule document (Sigma rules specification 2.1 and its JSON schema): every fault of the metadata is reported, and the first of the
/// detection.
/// </summary>
internal sealed partial class RuleParser(string file, Placeholders placeholders, ICollection<ContentFault> faults)
{
    private int _before;

    /// <summary>The rule, or null when it was refused; the reasons are among the faults.</summary>
    public Rule? Parse(ContentMap document)
    {
        _before = faults.Count;
        var metadata = new DocumentFields(file, document, faults);
        var title = metadata.RequiredText("title", 256);
        var logSource = LogSource(document, metadata);
        var rule = new Rule
        {
            Title = title,
            Id = metadata.Uuid("id"),
            Name = metadata.Text("name", 256),
            Level = metadata.OneOf("level", RuleLevel.Medium),
            Status = metadata.OneOf("status", RuleStatus.Experimental),
            Description = metadata.Text("description", 65_535),
            Author = metadata.Text("author"),
            Date = metadata.Matching("date", Date(), "yyyy-MM-dd"),
            Modified = metadata.Matching("modified", Date(), "yyyy-MM-dd"),
            Tags = metadata.Texts("tags", Tag(), "lower-case 'namespace.name', such as attack.t1059"),
            References = metadata.Texts("references"),
            FalsePositives = metadata.Texts("falsepositives", minLength: 2),
            Fields = metadata.Texts("fields"),
            LogSource = logSource,
            Expression = Detection(document) ?? new AnyOf([]),
            Definition = Definition(document, logSource),
            File = file,
            Line = document.Line,
        };
        metadata.Texts("scope", minLength: 2);
        metadata.Text("license");
        metadata.Text("taxonomy", 256);
        Related(document, metadata);
        return faults.Count == _before ? rule : null;
    }

    private string Definition(ContentMap document, LogSource source) => document["detection"] is { } detection
        ? new DefinitionHash().Add(source.Product).Add(source.Category).Add(source.Service).Add(detection).Add(placeholders.DefinitionFor(detection)).Finish()
        : "";

    private Expression? Detection(ContentMap document)
    {
        if (document["detection"] is not ContentMap detection)
        {
            var at = document["detection"] ?? document;
            faults.Add(new ContentFault(file, at.Line, at.Column, "'detection' must be a map of search identifiers and a condition",
                document["action"] is null ? null : "'action: global' is of Sigma 1; write whole rules"));
            return null;
        }

        try
        {
            return new DetectionParser(placeholders).Parse(detection, "timeframe");
        }
        catch (RuleFaultException e)
        {
            faults.Add(e.ToFault(file));
            return null;
        }
    }

    private LogSource LogSource(ContentMap document, DocumentFields metadata)
    {
        if (document["logsource"] is not ContentMap map)
        {
            metadata.Fault(document["logsource"] ?? document, "'logsource' must be a map", "say at least a product, a category or a service");
            return new LogSource();
        }

        var fields = new DocumentFields(file, map, faults);
        var source = new LogSource(Lower(fields.Text("product")), Lower(fields.Text("category")), Lower(fields.Text("service")));
        fields.Text("definition");
        if (source is { Product: null, Category: null, Service: null } && faults.Count == _before)
            metadata.Fault(map, "the log source names nothing", "say at least a product, a category or a service");
        return source;
    }

    private static string? Lower(string? name) => name?.ToLowerInvariant();

    private void Related(ContentMap document, DocumentFields metadata)
    {
        if (document["related"] is not { } related) return;
        if (related is not ContentList list)
        {
            metadata.Fault(related, "'related' must be a list", null);
            return;
        }

        foreach (var item in list.Items)
        {
            if (item is not ContentMap map)
            {
                metadata.Fault(item, "an entry of 'related' must be a map of 'id' and 'type'", null);
                continue;
            }

            var fields = new DocumentFields(file, map, faults);
            if (fields.Uuid("id") is null && map["id"] is null) metadata.Fault(map, "'id' is missing", null);
            var type = fields.Text("type");
            if (type is not ("derived" or "obsolete" or "merged" or "renamed" or "similar"))
                metadata.Fault(map["type"] ?? map, "'type' must be derived, obsolete, merged, renamed or similar", null);
        }
    }

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$", RegexOptions.ExplicitCapture, 1_000)]
    internal static partial Regex Date();

    [GeneratedRegex(@"^[a-z0-9_-]+\.[a-z0-9._-]+$", RegexOptions.ExplicitCapture, 1_000)]
    internal static partial Regex Tag();
}
