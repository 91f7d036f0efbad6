using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>
/// Correlation documents under <c>tests/cases/correlation/documents</c>: what the parser says of each, and what the specification's
/// JSON schema says. The two may differ only where <c>docs/correlations.md</c> says so: a case whose name begins with
/// <c>schema-</c> is one of these.
/// </summary>
public sealed class CorrelationDocumentTests
{
    public static TheoryData<string> Cases { get; } = [.. Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)!).Order()];

    public static TheoryData<string> Samples { get; } =
    [
        "event_count", "event_count_ecs", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile",
    ];

    private static string Folder => Path.Combine(Repository.Cases("correlation"), "documents");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Parse_Document_LoadsOrSaysWhy(string name)
    {
        var folder = Path.Combine(Folder, name);
        var document = Read(await File.ReadAllTextAsync(Path.Combine(folder, "rule.yml"), TestContext.Current.CancellationToken));
        var faults = new List<ContentFault>();
        var rule = CorrelationParser.Parse("rule.yml", document, faults);
        Assert.Equal(rule is null, faults.Count > 0);
        ExpectedText.AssertSame(Path.Combine(folder, "expected.txt"), rule is null ? string.Join('\n', faults) : "loads");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Parse_Document_AgreesWithTheSchema(string name)
    {
        var schema = await SigmaSchema.LoadAsync("sigma-correlation-rules-schema.json");
        var document = Read(await File.ReadAllTextAsync(Path.Combine(Folder, name, "rule.yml"), TestContext.Current.CancellationToken));
        var loads = CorrelationParser.Parse("rule.yml", document, []) is not null;
        var differs = name.StartsWith("schema-", StringComparison.Ordinal);
        Assert.Equal(loads ^ differs, SigmaSchema.Accepts(schema, document));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Parse_SampleOfTheSpecification_Loads(string name)
    {
        var text = await File.ReadAllTextAsync(
            SharedData.Require($"sigma-specification/tests/schema/correlation/{name}.yml"), TestContext.Current.CancellationToken);
        var faults = new List<ContentFault>();
        var rule = CorrelationParser.Parse(name, Read(text), faults);
        Assert.Empty(faults);
        Assert.NotNull(rule);
        Assert.StartsWith(CorrelationTypes.Name(rule.Type), name);
    }

    [Fact]
    public void Parse_EveryKey_IsKept()
    {
        var rule = CorrelationParser.Parse(
            "many.yml",
            Read(File.ReadAllText(Path.Combine(Folder, "every-key", "rule.yml"))),
            [])!;
        Assert.Equal("Every key", rule.Title);
        Assert.Equal("8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", rule.Id);
        Assert.Equal("every_key", rule.Name);
        Assert.Equal((RuleStatus.Test, RuleLevel.High), (rule.Status, rule.Level));
        Assert.Equal(("Says much", "Somebody", "ecs"), (rule.Description, rule.Author, rule.Taxonomy));
        Assert.Equal(("2025-01-02", "2025-03-04"), (rule.Date, rule.Modified));
        Assert.Equal(["https://example.com/a"], rule.References);
        Assert.Equal(["attack.t1110"], rule.Tags);
        Assert.Equal(["Forgotten passwords"], rule.FalsePositives);
        Assert.Equal(CorrelationType.ValueCount, rule.Type);
        Assert.Equal(["rule_a", "rule_b"], rule.Rules.Select(r => r.Text));
        Assert.Equal((19, 7), (rule.Rules[1].Line, rule.Rules[1].Column));
        Assert.Equal(["host", "address"], rule.GroupBy);
        Assert.Equal(TimeSpan.FromMinutes(90), rule.Timespan);
        Assert.Equal(
            [new CorrelationBound(CorrelationComparison.Greater, 5), new CorrelationBound(CorrelationComparison.LessOrEqual, 9)],
            rule.Condition.Bounds);
        Assert.Equal(["user", "domain"], rule.Condition.Fields);
        Assert.Equal("source.ip", rule.FieldFor("address", 0));
        Assert.Equal("address", rule.FieldFor("address", 1));
        Assert.Equal("host", rule.FieldFor("host", 0));
        Assert.True(rule.Generate);
        Assert.Equal(("many.yml", 1), (rule.File, rule.Line));
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("90m", 5_400)]
    [InlineData("24h", 86_400)]
    [InlineData("3650d", 315_360_000)]
    [InlineData("0s", 0)]
    [InlineData("3651d", 0)]
    [InlineData("-5m", 0)]
    [InlineData("+5m", 0)]
    [InlineData("5", 0)]
    [InlineData("m", 0)]
    [InlineData("5M", 0)]
    [InlineData("5 m", 0)]
    [InlineData("1.5h", 0)]
    [InlineData("5w", 0)]
    [InlineData("9999999999s", 0)]
    public void Timespan_Text_IsReadOrRefused(string text, long seconds)
    {
        Assert.Equal(seconds > 0, Timespans.TryParse(text, out var span));
        Assert.Equal(seconds, (long)span.TotalSeconds);
    }

    private static ContentMap Read(string yaml)
    {
        var faults = new List<ContentFault>();
        var documents = ContentReader.Read("rule.yml", yaml, faults);
        Assert.Empty(faults);
        return Assert.IsType<ContentMap>(Assert.Single(documents));
    }
}
