using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>The specification's JSON schema of detection rules agrees with what loads.</summary>
public sealed class SchemaTests
{
    private const string Schema = "sigma-detection-rule-schema.json";

    private const string Rule = """
        title: Test
        id: 8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b
        name: test
        related:
          - id: 8f3c1a52-2222-4a6e-9a55-0c1d2e3f4a5b
            type: derived
        taxonomy: sigma
        status: test
        description: Says much
        license: MIT
        author: Somebody
        references:
          - https://example.test
        date: 2024-01-31
        modified: 2024-12-01
        logsource:
          product: windows
          category: process_creation
          service: security
          definition: none
        detection:
          selection:
            Image: x
          condition: selection
        fields:
          - Image
        falsepositives:
          - Unknown
        level: high
        tags:
          - attack.t1059
        scope:
          - server
        extra: kept out
        """;

    [Fact]
    public async Task Accepts_EveryRuleOfTheCorpus_AsTheParserDoes()
    {
        var schema = await SigmaSchema.LoadAsync(Schema);
        var rules = Corpus.Load();
        Assert.Empty(rules.Faults);
        var refused = Corpus.Files().SelectMany(f => ContentReader.Read(f.Path, f.Read(), []).Select(d => (f.Path, Document: d)))
            .Where(d => !SigmaSchema.Accepts(schema, d.Document)).Select(d => d.Path);
        Assert.Empty(refused);
    }

    /// <summary>One change of a rule: the schema calls it invalid exactly when the parser refuses it.</summary>
    [Theory]
    [InlineData("title: Test", "title: Test", true)]
    [InlineData("title: Test\n", "", false)]
    [InlineData("title: Test", "title: 7", false)]
    [InlineData("title: Test", "title: true", false)]
    [InlineData("title: Test", "title: null", false)]
    [InlineData("title: Test", "title: '7'", true)]
    [InlineData("title: Test", "title: 7.0.1", true)]
    [InlineData("title: Test", "title: [Test]", false)]
    [InlineData("id: 8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", "id: 8f3c1a52", false)]
    [InlineData("id: 8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", "id: 8F3C1A52-1111-4A6E-9A55-0C1D2E3F4A5B", true)]
    [InlineData("id: 8f3c1a52-1111-4a6e-9a55-0c1d2e3f4a5b", "", true)]
    [InlineData("name: test", "name: 5", false)]
    [InlineData("type: derived", "type: obsolete", true)]
    [InlineData("type: derived", "type: merged", true)]
    [InlineData("type: derived", "type: renamed", true)]
    [InlineData("type: derived", "type: similar", true)]
    [InlineData("type: derived", "type: same", false)]
    [InlineData("    type: derived\n", "", false)]
    [InlineData("  - id: 8f3c1a52-2222-4a6e-9a55-0c1d2e3f4a5b\n    type", "  - type", false)]
    [InlineData("taxonomy: sigma", "taxonomy: 1", false)]
    [InlineData("status: test", "status: stable", true)]
    [InlineData("status: test", "status: experimental", true)]
    [InlineData("status: test", "status: deprecated", true)]
    [InlineData("status: test", "status: unsupported", true)]
    [InlineData("status: test", "status: Test", false)]
    [InlineData("status: test", "status: tested", false)]
    [InlineData("description: Says much", "description: 3.5", false)]
    [InlineData("license: MIT", "license: 1", false)]
    [InlineData("author: Somebody", "author: [A, B]", false)]
    [InlineData("  - https://example.test", "  - a\n  - a", false)]
    [InlineData("  - https://example.test", "  - a\n  - b", true)]
    [InlineData("  - https://example.test", "  - 5", false)]
    [InlineData("\n  - https://example.test", " a", false)]
    [InlineData("date: 2024-01-31", "date: 2024-1-31", false)]
    [InlineData("date: 2024-01-31", "date: 2024-13-31", false)]
    [InlineData("date: 2024-01-31", "date: 2024/01/31", false)]
    [InlineData("modified: 2024-12-01", "modified: 2024-12-00", false)]
    [InlineData("product: windows", "product: 5", false)]
    [InlineData("definition: none", "definition: 5", false)]
    [InlineData("detection:", "detektion:", false)]
    [InlineData("  condition: selection\n", "", false)]
    [InlineData("condition: selection", "condition: 1", false)]
    [InlineData("    Image: x", "    - Image: x", true)]
    [InlineData("    Image: x", "    - word", true)]
    [InlineData("    Image: x", "    - 5", true)]
    [InlineData("\n    Image: x", " word", false)]
    [InlineData("\n    Image: x", " 5", false)]
    [InlineData("  - Image\n", "  - 5\n", false)]
    [InlineData("  - Unknown", "  - x", false)]
    [InlineData("  - Unknown", "  - xy", true)]
    [InlineData("  - Unknown", "  - xy\n  - xy", false)]
    [InlineData("level: high", "level: informational", true)]
    [InlineData("level: high", "level: low", true)]
    [InlineData("level: high", "level: medium", true)]
    [InlineData("level: high", "level: critical", true)]
    [InlineData("level: high", "level: High", false)]
    [InlineData("attack.t1059", "attack", false)]
    [InlineData("attack.t1059", "attack.T1059", false)]
    [InlineData("attack.t1059", "a-b_1.c-d.e_f", true)]
    [InlineData("  - attack.t1059", "  - a.b\n  - a.b", false)]
    [InlineData("  - server", "  - s", false)]
    public async Task Accepts_ChangedRule_AsTheParserDoes(string part, string change, bool valid)
    {
        var text = Change(part, change);
        Assert.Equal(valid, await AcceptsAsync(text));
        Assert.Equal(valid, SigmaRun.Load(text).Faults.Count == 0);
    }

    /// <summary>Where schema and parser differ on purpose: what the schema says, and why the parser says otherwise.</summary>
    [Theory]
    [InlineData("condition: selection", "condition: [selection]", false, "the text of the specification allows a list of conditions")]
    [InlineData("    Image: x", "    - 5.5", false, "a keyword may be any number")]
    [InlineData("  - server", "  - same\n  - same", true, "an entry that stands twice is a mistake in every list")]
    [InlineData("condition: selection", "condition: selektion", true, "a schema cannot read conditions")]
    [InlineData("Image: x", "Image|containz: x", true, "a schema cannot read modifiers")]
    [InlineData("    Image: x", "    Image: {a: b}", true, "the schema says nothing about values")]
    [InlineData("\n    Image: x", " {}", true, "an empty map would match everything")]
    [InlineData("\n    Image: x", " []", true, "an empty list would match nothing")]
    [InlineData("  product: windows\n  category: process_creation\n  service: security\n", "", true, "such a rule would look at everything")]
    public async Task Accepts_DeliberateDifference_IsTheOpposite(string part, string change, bool schemaSays, string reason)
    {
        var text = Change(part, change);
        Assert.Equal(schemaSays, await AcceptsAsync(text));
        Assert.True(schemaSays == SigmaRun.Load(text).Faults.Count > 0, reason);
    }

    /// <summary>Lengths, at the bound and one beyond.</summary>
    [Theory]
    [InlineData("title: Test", "title: ", 256)]
    [InlineData("name: test", "name: ", 256)]
    [InlineData("taxonomy: sigma", "taxonomy: ", 256)]
    [InlineData("description: Says much", "description: ", 65_535)]
    public async Task Accepts_LongText_UpToTheBound(string part, string key, int most)
    {
        foreach (var (length, valid) in new[] { (most, true), (most + 1, false) })
        {
            var text = Change(part, key + new string('x', length));
            Assert.Equal(valid, await AcceptsAsync(text));
            Assert.Equal(valid, SigmaRun.Load(text).Faults.Count == 0);
        }
    }

    private static string Change(string part, string change)
    {
        Assert.Contains(part, Rule, StringComparison.Ordinal);
        return Rule.Replace(part, change, StringComparison.Ordinal);
    }

    private static async Task<bool> AcceptsAsync(string text) =>
        SigmaSchema.Accepts(await SigmaSchema.LoadAsync(Schema), Assert.Single(ContentReader.Read("rule.yml", text, [])));
}
