using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Filters;

namespace Watchfloor.Engine.Tests.Filters;

public sealed class FilterTests
{
    private static readonly RuleIdentity[] Rules =
    [
        new("Rar", "6f3e2987-db24-4c78-a860-b4f4095a7095", "rar", new LogSource("windows", "process_creation")),
        new("Tar", null, "tar", new LogSource("linux", "process_creation")),
        new("Login", null, "login", new LogSource("windows", Service: "security")),
    ];

    private readonly List<ContentFault> _faults = [];

    public static TheoryData<string> Cases { get; } = [.. Directory.GetDirectories(Repository.Cases("filters")).Select(f => Path.GetFileName(f)!).Order()];

    /// <summary>What the parser says, and that the JSON schema says the same, but for the cases named <c>schema-</c>.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Parse_Document_LoadsOrSaysWhyAndAgreesWithTheSchema(string name)
    {
        var folder = Path.Combine(Repository.Cases("filters"), name);
        var document = Read(await File.ReadAllTextAsync(Path.Combine(folder, "filter.yml"), TestContext.Current.CancellationToken));
        var filter = FilterParser.Parse("filter.yml", document, _faults);
        Assert.Equal(filter is null, _faults.Count > 0);
        ExpectedText.AssertSame(Path.Combine(folder, "expected.txt"), filter is null ? string.Join('\n', _faults) : "loads");
        var schema = await SigmaSchema.LoadAsync("sigma-filters-schema.json");
        var differs = name.StartsWith("schema-", StringComparison.Ordinal);
        Assert.Equal(filter is not null ^ differs, SigmaSchema.Accepts(schema, document));
    }

    [Theory]
    [InlineData("filter_1")]
    [InlineData("filter_ecs")]
    public async Task Parse_SampleOfTheSpecification_Loads(string name)
    {
        var text = await File.ReadAllTextAsync(SharedData.Require($"sigma-specification/tests/schema/filter/{name}.yml"), TestContext.Current.CancellationToken);
        var filter = FilterParser.Parse(name, Read(text), _faults);
        Assert.Empty(_faults);
        Assert.Equal(2, filter!.Rules!.Count);
    }

    [Fact]
    public void Parse_EveryKey_IsKept()
    {
        var filter = FilterParser.Parse("f.yml", Read(File.ReadAllText(Path.Combine(Repository.Cases("filters"), "every-key", "filter.yml"))), _faults)!;
        Assert.Equal(("Every key", "8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", "every_key"), (filter.Title, filter.Id, filter.Name));
        Assert.Equal(("Says much", "Somebody", "ecs"), (filter.Description, filter.Author, filter.Taxonomy));
        Assert.Equal(("2025-01-02", "2025-03-04"), (filter.Date, filter.Modified));
        Assert.Equal(new LogSource("windows", "process_creation", "security"), filter.LogSource);
        Assert.Equal([("rar", 15), ("tar", 16)], filter.Rules!.Select(r => (r.Text, r.Line)));
        Assert.Equal("not selection", filter.Detection.Text("condition"));
        Assert.IsType<ContentMap>(filter.Detection["selection"]);
        Assert.Equal(("f.yml", 1), (filter.File, filter.Line));
    }

    [Fact]
    public void Bind_Named_ByIdAndNameInOrder()
    {
        var binding = FilterBinding.Bind(
            Rules,
            [Filter(new LogSource("windows"), "RAR", "6F3E2987-DB24-4C78-A860-B4F4095A7095"), Filter(new LogSource("windows"), "login", "rar")],
            _faults);
        Assert.Equal("no rule has the id or name 'RAR'", Assert.Single(_faults).Message);
        Assert.Equal([0, 1], binding.FiltersOf(0));
        Assert.Empty(binding.FiltersOf(1));
        Assert.Equal([1], binding.FiltersOf(2));
    }

    [Fact]
    public void Bind_SameRuleByIdAndName_AppliesOnce()
    {
        var binding = FilterBinding.Bind(Rules, [Filter(new LogSource("windows"), "rar", Rules[0].Id!)], _faults);
        Assert.Equal([0], binding.FiltersOf(0));
        Assert.Empty(_faults);
    }

    [Fact]
    public void Bind_LogSourceThatDoesNotFit_IsALocatedFaultAndTheRestHolds()
    {
        var binding = FilterBinding.Bind(Rules, [Filter(new LogSource("windows", "process_creation"), "tar", "login", "rar")], _faults);
        Assert.Equal([0], binding.FiltersOf(0));
        Assert.Empty(binding.FiltersOf(1));
        Assert.Empty(binding.FiltersOf(2));
        Assert.Equal(
            [
                ("filter.yml", 1, 5, "the filter is for windows/process_creation/*, but 'Tar' looks at linux/process_creation/*"),
                ("filter.yml", 2, 5, "the filter is for windows/process_creation/*, but 'Login' looks at windows/*/security"),
            ],
            _faults.Select(f => (f.File, f.Line, f.Column, f.Message)));
    }

    [Fact]
    public void Bind_Any_EveryRuleTheLogSourceFits()
    {
        var binding = FilterBinding.Bind(Rules, [Filter(new LogSource(Category: "process_creation")) with { Rules = null }], _faults);
        Assert.Equal([1, 1, 0], Enumerable.Range(0, 3).Select(r => binding.FiltersOf(r).Count));
        Assert.Empty(_faults);
    }

    private static FilterRule Filter(LogSource source, params string[] rules) => new()
    {
        Title = "filter",
        File = "filter.yml",
        LogSource = source,
        Rules = [.. rules.Select((r, i) => new RuleReference(r, 1 + i, 5))],
        Detection = new ContentMap { Line = 1, Column = 1 },
    };

    private static ContentMap Read(string yaml) => Assert.IsType<ContentMap>(Assert.Single(ContentReader.Read("filter.yml", yaml, [])));
}
