using System.Globalization;
using Watchfloor.Events;
using Watchfloor.Events.Catalog;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>
/// Small events under <c>tests/cases/catalog</c> with what they are, what they answer, when and where they were. Every item that ships
/// takes part in some case.
/// </summary>
public sealed class CaseFileTests
{
    private static readonly CatalogContent Content = CatalogContent.Load([], []);

    public static TheoryData<string> Files { get; } =
        [.. Directory.GetFiles(Repository.Cases("catalog"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Classify_Case_IsAsExpected(string file) => Assert.All(Cases(file), c =>
    {
        var found = CatalogEvents.Shipped.Classify(c.View);
        Assert.Equal(Texts(c.Map["is"]!), found.Sources.Select(s => s.ToString()));
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void Answers_Case_AreAsExpected(string file) => Assert.All(Cases(file), c =>
    {
        CatalogEvents.Shipped.Classify(c.View);
        foreach (var (name, value) in ((ContentMap?)c.Map["answers"])?.Entries ?? [])
        {
            var answers = CatalogEvents.Answers(CatalogEvents.Shipped, c.View, name.Value);
            Assert.True(answers.Contains(((ContentScalar)value).Value), $"{c}: {name.Value} is [{string.Join(", ", answers)}]");
        }
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void TimeOf_Case_IsAsExpected(string file) => Assert.All(Cases(file).Where(c => c.Map["time"] is not null), c =>
    {
        CatalogEvents.Shipped.Classify(c.View);
        var reference = c.Map.Text("reference") is { } near ? DateTimeOffset.Parse(near, CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
        var time = CatalogEvents.Shipped.TimeOf(c.View, reference)?.UtcDateTime.ToString("o") ?? "none";
        Assert.Equal(c.Map.Text("time"), time);
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void HostOf_Case_IsAsExpected(string file) => Assert.All(Cases(file).Where(c => c.Map["host"] is not null), c =>
    {
        CatalogEvents.Shipped.Classify(c.View);
        Assert.Equal(c.Map.Text("host"), CatalogEvents.Shipped.HostOf(c.View));
    });

    [Fact]
    public void LogSources_EveryItem_HasACase() => Missing(
        Content.LogSources, (item, c) => item.Rules.Any(r => NaiveRules.Holds(r, CatalogEvents.Shipped, c.View)));

    [Fact]
    public void Mappings_EveryItem_HasACaseThatAsksForItsNames() => Missing(
        Content.Mappings,
        (item, c) => item.For.Any(CatalogEvents.Shipped.Classify(c.View).Fits)
            && item.Fields.Any(f => ((ContentMap?)c.Map["answers"])?[f.Key] is not null));

    [Fact]
    public void Shapes_EveryItem_HasACaseWhoseFieldItNames() => Missing(
        Content.Shapes,
        (item, c) => Enumerable.Range(0, c.View.FieldCount).Any(i =>
            item.Rename.Any(r => r.Key == c.View.FieldName(i)) || item.Prefixes.Any(p => c.View.FieldName(i).StartsWith(p.Text, StringComparison.Ordinal))));

    [Fact]
    public void LogSourceFiles_EveryOne_HasACaseFileOfItsName() => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "content", "logsources"), "*.yaml"),
        file => Assert.True(File.Exists(Path.Combine(Repository.Cases("catalog"), Path.GetFileName(file))), file));

    private static void Missing<T>(IReadOnlyList<T> items, Func<T, Case, bool> takesPart)
        where T : Definition
    {
        var cases = Files.SelectMany(f => Cases(f.Data)).ToList();
        Assert.Empty(items.Where(item => !cases.Exists(c => takesPart(item, c))).Select(item => item.Name));
    }

    private static List<Case> Cases(string file)
    {
        var faults = new List<ContentFault>();
        var text = File.ReadAllText(Path.Combine(Repository.Cases("catalog"), file));
        var document = (ContentList)ContentReader.Read(file, text, faults).Single();
        Assert.Empty(faults);
        return [.. document.Items.Cast<ContentMap>().Select(map =>
        {
            var unknown = map.Entries.Select(e => e.Key.Value).Except(["what", "format", "event", "is", "answers", "time", "reference", "host"]);
            Assert.Empty(unknown);
            var fields = ((ContentMap)map["event"]!).Entries.Select(e => (e.Key.Value, (string?)((ContentScalar)e.Value).Value));
            return new Case(map, CatalogEvents.Event(CatalogEvents.Shipped, map.Text("format") ?? "json", fields));
        })];
    }

    private static IEnumerable<string> Texts(ContentNode node) => ((ContentList)node).Items.Select(i => ((ContentScalar)i).Value);

    private sealed class Case(ContentMap map, EventBatch batch)
    {
        public ContentMap Map => map;

        public EventView View => batch[0];

        public override string ToString() => map.Text("what")!;
    }
}
