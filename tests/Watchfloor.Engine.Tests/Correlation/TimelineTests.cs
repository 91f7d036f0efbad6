using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>The timelines under <c>tests/cases/correlation/timelines</c>: correlations, events, and what must come out.</summary>
public sealed class TimelineTests
{
    public static TheoryData<string> Cases { get; } = [.. Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)!).Order()];

    private static string Folder => Path.Combine(Repository.Cases("correlation"), "timelines");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Timeline_FindsWhatIsExpected(string name)
    {
        var folder = Path.Combine(Folder, name);
        var timeline = Timeline.Read(File.ReadAllText(Path.Combine(folder, "rules.yml")));
        var matches = timeline.Run(Timeline.Events(File.ReadAllText(Path.Combine(folder, "timeline.txt"))), out var engine);
        ExpectedText.AssertSame(Path.Combine(folder, "expected.txt"), timeline.Describe(matches, engine));
    }

    [Fact]
    public void Cases_EveryType_IsThere()
    {
        var types = Cases.SelectMany(c => Timeline.Read(File.ReadAllText(Path.Combine(Folder, c.Data, "rules.yml"))).Graph.Correlations)
            .Select(r => r.Type).ToHashSet();
        Assert.Equal(Enum.GetValues<CorrelationType>().ToHashSet(), types);
    }
}
