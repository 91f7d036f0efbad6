using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>Rules over events written by hand: the shortest way from YAML and JSON to what matches.</summary>
internal static class SigmaRun
{
    public static EventCatalog Catalog { get; } = EventCatalog.LoadDefault();

    /// <summary>A class without field mappings, for the log source of <see cref="RuleText"/>.</summary>
    public static EventClass Class { get; } = new([new LogSource("windows", "process_creation")], new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>A rule around a detection, which is given as the lines below <c>detection:</c>, indented by two.</summary>
    public static string RuleText(string detection, string title = "test") =>
        $"title: {title}\nlogsource:\n  product: windows\ndetection:\n{detection.TrimEnd('\n')}\n";

    /// <summary>A rule with one selection of one line.</summary>
    public static string OneLine(string line) => RuleText($"  selection:\n    {line}\n  condition: selection");

    public static RuleSet Load(string yaml, params (string Name, string[] Values)[] placeholders) =>
        RuleSet.Load([RuleFile.FromText("rule.yml", yaml)], new RuleSetOptions
        {
            Placeholders = placeholders.ToDictionary(p => p.Name, p => (IReadOnlyList<string>)p.Values),
        });

    /// <summary>A set that has no fault.</summary>
    public static RuleSet LoadWhole(string yaml, params (string Name, string[] Values)[] placeholders)
    {
        var set = Load(yaml, placeholders);
        Assert.Empty(set.Faults);
        return set;
    }

    /// <summary>Decodes JSON objects, one a line.</summary>
    public static EventBatch Decode(string ndjson, EventCatalog? catalog = null)
    {
        var names = (catalog ?? Catalog).Names;
        var batch = new EventBatch(names);
        batch.Load(Encoding.UTF8.GetBytes(ndjson));
        FormatRegistry.ByName("jsonl")!.Create(names, DecodeLimits.Default).Decode(batch, true);
        return batch;
    }

    /// <summary>Whether the set's only rule matches the event, found by the engine and by the naive matcher alike.</summary>
    public static bool Matches(RuleSet set, string json, EventClass? @class = null)
    {
        var view = Decode(json)[0];
        Assert.Null(view.UnparsedReason);
        var hits = new Matcher(set, Catalog).Match(view, @class ?? Class).ToArray();
        Assert.Equal(NaiveMatcher.Match(set.Rules, new NaiveEvent(Catalog, view, @class ?? Class)), hits.Order());
        return hits.Length == 1;
    }
}
