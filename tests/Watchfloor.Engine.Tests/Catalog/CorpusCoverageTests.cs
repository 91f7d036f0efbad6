using System.Text.RegularExpressions;
using Watchfloor.Events;
using Watchfloor.Events.Catalog;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>Every log source that a rule of the corpus names can be met by an event, or is listed in the documentation with the reason.</summary>
public sealed class CorpusCoverageTests
{
    private static readonly string[] Folders =
        ["rules", "rules-emerging-threats", "rules-threat-hunting", "rules-placeholder", "rules-compliance"];

    private static readonly LogSource[] Given =
        [.. CatalogContent.Load([], []).LogSources.SelectMany(d => d.Rules).Select(r => r.Is).Distinct()];

    [Fact]
    public void LogSources_OfEveryRule_AreGivenOrListedAsWithoutCarrier()
    {
        var asked = Asked();
        Assert.Equal(138, asked.Count);
        var without = asked.Where(a => !Given.Any(a.Wants)).Select(a => a.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(ListedWithoutCarrier(), without);
    }

    private static HashSet<LogSource> Asked()
    {
        var asked = new HashSet<LogSource>();
        foreach (var file in Folders.SelectMany(f => Directory.GetFiles(SharedData.Require("sigma/" + f), "*.yml", SearchOption.AllDirectories)))
        {
            foreach (var document in ContentReader.Read(file, File.ReadAllText(file), []).OfType<ContentMap>())
                if (document["logsource"] is ContentMap source)
                    asked.Add(new LogSource(source.Text("product"), source.Text("category"), source.Text("service")));
        }

        return asked;
    }

    /// <summary>The first cells of the table under "No carrier known".</summary>
    private static IEnumerable<string> ListedWithoutCarrier()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "log-sources.md"));
        var section = text[text.IndexOf("## No carrier known", StringComparison.Ordinal)..];
        return Regex.Matches(section, @"^\| `([^`]+)` \|", RegexOptions.Multiline | RegexOptions.NonBacktracking)
            .Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
    }
}
