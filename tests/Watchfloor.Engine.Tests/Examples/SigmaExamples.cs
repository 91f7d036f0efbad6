using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Examples;

/// <summary>How the Sigma engine is used; docs/sigma.md points here.</summary>
public sealed class SigmaExamples
{
    private const string Rule = """
        title: Whoami
        logsource: {product: windows, category: process_creation}
        detection:
          selection: {Image|endswith: '\whoami.exe'}
          condition: selection
        """;

    private const string Log = """
        {"Channel": "Security", "EventID": 4688, "Provider_Name": "Microsoft-Windows-Security-Auditing", "NewProcessName": "C:\\Windows\\System32\\whoami.exe"}
        {"Channel": "Security", "EventID": 4688, "Provider_Name": "Microsoft-Windows-Security-Auditing", "NewProcessName": "C:\\Windows\\System32\\cmd.exe"}
        """;

    [Fact]
    public void MatchAStream()
    {
        var rules = RuleSet.Load([RuleFile.FromText("whoami.yml", Rule)]);
        var catalog = EventCatalog.LoadDefault();
        var matcher = new Matcher(rules, catalog); // one for each thread
        var found = new List<string>();

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Log));
        var reader = new EventReader(stream, FormatRegistry.ByName("jsonl")!, catalog.Names, DecodeLimits.Default);
        var batch = new EventBatch(catalog.Names); // used again for every block
        while (reader.Read(batch))
            for (var i = 0; i < batch.Count; i++)
            {
                var view = batch[i];
                foreach (var place in matcher.Match(view, catalog.Classify(view)))
                    foreach (var reason in matcher.Reasons(place))
                        found.Add($"{rules.Rules[place].Title}: {reason.Field} {reason.Pattern}: {reason.Value}");
            }

        Assert.Equal([@"Whoami: Image ends with '\whoami.exe': C:\Windows\System32\whoami.exe"], found);
    }

    [Fact]
    public void SayWhatIsWrong()
    {
        var rules = RuleSet.Load([RuleFile.FromText("good.yml", Rule), RuleFile.FromText("bad.yml", Rule.Replace("endswith", "endwith", StringComparison.Ordinal))]);
        Assert.Equal((1, 1), (rules.Loaded, rules.Refused));
        Assert.StartsWith("bad.yml:4:21: unknown modifier 'endwith'", rules.Faults[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GiveValuesToPlaceholders()
    {
        var text = Rule.Replace("{Image|endswith: '\\whoami.exe'}", "{User|expand: '%Administrators%'}", StringComparison.Ordinal);
        var options = new RuleSetOptions { Placeholders = new Dictionary<string, IReadOnlyList<string>> { ["Administrators"] = ["adm-*", "root"] } };
        Assert.Empty(RuleSet.Load([RuleFile.FromText("rule.yml", text)], options).Faults);
        Assert.Contains("Administrators", RuleSet.Load([RuleFile.FromText("rule.yml", text)]).Faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExplainOneEvent()
    {
        var rule = RuleSet.Load([RuleFile.FromText("whoami.yml", Rule)]).Rules[0];
        var catalog = EventCatalog.LoadDefault();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Log));
        var batch = new EventBatch(catalog.Names);
        new EventReader(stream, FormatRegistry.ByName("jsonl")!, catalog.Names, DecodeLimits.Default).Read(batch);

        var explanation = Explanation.Of(rule, batch[1], catalog.Classify(batch[1]), catalog);
        Assert.True(explanation.WantsLogSource);
        Assert.False(explanation.Root.Holds);
        Assert.Equal([@"C:\Windows\System32\cmd.exe"], explanation.Root.Values);
    }

    [Fact]
    public void Reload()
    {
        // Sets are immutable: swap the reference, and make new matchers. Who still matches with the old set is not disturbed.
        var current = RuleSet.Load([RuleFile.FromText("whoami.yml", Rule)]);
        var old = Interlocked.Exchange(ref current, RuleSet.Load([]));
        Assert.Single(old.Rules);
        Assert.Empty(current.Rules);
    }
}
