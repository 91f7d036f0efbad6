using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>Rule sets as a whole: what is kept of a rule, filters, reloads.</summary>
public sealed class RuleSetTests
{
    [Fact]
    public void Load_EveryKey_IsKept()
    {
        const string text = """
            # a comment
            title: Every key
            id: 8F3C1A52-1111-4A6E-9A55-0C1D2E3F4A5B
            name: every_key
            status: stable
            description: Says much
            references: [https://example.test/a, https://example.test/b]
            author: Somebody
            date: 2024-01-31
            modified: 2024-12-01
            tags: [attack.execution, attack.t1059.001]
            logsource:
              product: Windows
              category: Process_Creation
              service: Security
            detection:
              timeframe: 5m
              selection:
                f: x
              condition: selection
            fields: [f, g]
            falsepositives: [Nobody]
            level: critical
            """;
        var rule = Assert.Single(SigmaRun.LoadWhole("---\ntitle: First\nlogsource:\n  product: x\ndetection:\n  a:\n    f: 1\n  condition: a\n---\n" + text).Rules, r => r.Title == "Every key");
        Assert.Equal(("8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", "every_key", "Says much", "Somebody"), (rule.Id, rule.Name, rule.Description, rule.Author));
        Assert.Equal((RuleLevel.Critical, RuleStatus.Stable, "2024-01-31", "2024-12-01"), (rule.Level, rule.Status, rule.Date, rule.Modified));
        Assert.Equal(new LogSource("windows", "process_creation", "security"), rule.LogSource);
        Assert.Equal(["attack.execution", "attack.t1059.001"], rule.Tags);
        Assert.Equal(["https://example.test/a", "https://example.test/b"], rule.References);
        Assert.Equal(["Nobody"], rule.FalsePositives);
        Assert.Equal(["f", "g"], rule.Fields);
        Assert.Equal(("rule.yml", 11), (rule.File, rule.Line));
    }

    [Fact]
    public void Load_NothingSaid_IsMediumAndExperimental()
    {
        var rule = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x")).Rules[0];
        Assert.Equal((RuleLevel.Medium, RuleStatus.Experimental, null, null), (rule.Level, rule.Status, rule.Id, rule.Name));
    }

    private const string Filtered = """
        title: Rule
        name: rule
        logsource: {product: windows, category: process_creation}
        detection: {selection: {f: x}, condition: selection}
        ---
        title: Other rule
        name: other
        logsource: {product: windows}
        detection: {selection: {f: x}, condition: selection}
        """;

    private const string Filter = """

        ---
        title: Filter
        logsource: {product: windows}
        filter:
          rules: RULES
          selection: {user: admin}
          condition: CONDITION
        """;

    [Theory]
    [InlineData("[rule]", "not selection", "admin", "1")]
    [InlineData("[rule]", "not selection", "ada", "0 1")]
    [InlineData("[rule, other]", "not selection", "admin", "")]
    [InlineData("any", "not selection", "admin", "")]
    [InlineData("any", "selection", "admin", "0 1")]
    [InlineData("[other]", "selection", "ada", "0")]
    public void Match_FilteredRule_NeedsTheFilterToo(string rules, string condition, string user, string hits)
    {
        var set = SigmaRun.LoadWhole(Filtered + Filter.Replace("RULES", rules, StringComparison.Ordinal).Replace("CONDITION", condition, StringComparison.Ordinal));
        Assert.Equal((2, 1, 3, 0), (set.Rules.Count, set.Filters.Count, set.Loaded, set.Refused));
        Assert.Equal(hits, Hits(set, $$"""{"f": "x", "user": "{{user}}"}"""));
        Assert.Equal("", Hits(set, """{"f": "y", "user": "admin"}"""));
    }

    [Fact]
    public void Match_SeveralFilters_AllApply()
    {
        var set = SigmaRun.LoadWhole(Filtered
            + Filter.Replace("RULES", "any", StringComparison.Ordinal).Replace("CONDITION", "not selection", StringComparison.Ordinal)
            + Filter.Replace("RULES", "[rule]", StringComparison.Ordinal).Replace("CONDITION", "not selection", StringComparison.Ordinal).Replace("admin", "root", StringComparison.Ordinal));
        Assert.Equal("0 1", Hits(set, """{"f": "x", "user": "ada"}"""));
        Assert.Equal("1", Hits(set, """{"f": "x", "user": "root"}"""));
        Assert.Equal("", Hits(set, """{"f": "x", "user": "admin"}"""));
    }

    /// <summary>A filter that cannot be used changes no rule.</summary>
    [Fact]
    public void Match_FilterOfNoRule_IsAFaultAndTheRulesStand()
    {
        var set = SigmaRun.Load(Filtered + Filter.Replace("RULES", "[nobody]", StringComparison.Ordinal).Replace("CONDITION", "not selection", StringComparison.Ordinal));
        Assert.Equal("no rule has the id or name 'nobody'", Assert.Single(set.Faults).Message);
        Assert.Equal("0 1", Hits(set, """{"f": "x", "user": "admin"}"""));
    }

    /// <summary>Loading many files in parallel keeps their order, whatever the number of threads.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(0)]
    public void Load_ManyFiles_KeepsTheirOrder(int threads)
    {
        var files = Enumerable.Range(0, 300).Select(i => RuleFile.FromText($"{i}.yml", i % 7 == 0 ? "title: bad" : SigmaRun.RuleText("  s:\n    f: x\n  condition: s", $"r{i}"))).ToList();
        var set = RuleSet.Load(files, new RuleSetOptions { Threads = threads });
        Assert.Equal(Enumerable.Range(0, 300).Where(i => i % 7 != 0).Select(i => $"r{i}"), set.Rules.Select(r => r.Title));
        Assert.Equal(Enumerable.Range(0, 300).Where(i => i % 7 == 0).Select(i => $"{i}.yml"), set.Faults.Select(f => f.File).Distinct());
        Assert.Equal((257, 43), (set.Loaded, set.Refused));
    }

    /// <summary>A reload makes a new set: who holds the old one goes on with it, unchanged, while others use the new one.</summary>
    [Fact]
    public void Load_Again_LeavesTheOldSetAsItWas()
    {
        var current = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x"));
        var old = current;
        var matcher = new Matcher(old, SigmaRun.Catalog);
        current = SigmaRun.LoadWhole(SigmaRun.OneLine("f: y") + "---\n" + SigmaRun.OneLine("f: x"));
        var view = SigmaRun.Decode("""{"f": "x"}""")[0];
        Assert.Equal([0], matcher.Match(view, SigmaRun.Class).ToArray());
        Assert.Equal([1], new Matcher(current, SigmaRun.Catalog).Match(view, SigmaRun.Class).ToArray());
        Assert.Single(old.Rules);
    }

    private static string Hits(RuleSet set, string json) =>
        string.Join(' ', new Matcher(set, SigmaRun.Catalog).Match(SigmaRun.Decode(json)[0], SigmaRun.Class).ToArray().Order());
}
