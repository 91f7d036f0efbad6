using Watchfloor.Events.Content;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Engine.Tests.Simulation;

public sealed class StoryReaderTests
{
    private const string Good = """
        name: small
        title: Small
        description: Something happens.
        begins: 9:00-10:00
        actors:
          victim: {person: any}
          dc: {host: domain-controller}
          c2: {site: bad.example}
        variants:
          - name: one
            values: {line: whoami /all}
        steps:
          - id: look
            techniques: [T1033]
            after: 1m-2m
            acts:
              - process: {on: victim, as: shell, program: cmd, line: '{line}'}
              - connect: {by: shell, to: dc, port: 389, repeat: 2, every: 1s-2s}
        """;

    [Fact]
    public void Read_GoodStory_HasEverything()
    {
        var faults = new List<ContentFault>();
        var story = Assert.Single(StoryReader.Read(new ContentFile("small.yaml", Good), faults));
        Assert.Empty(faults);
        Assert.Equal(("small", (540, 600), 3, 1), (story.Name, story.Begins, story.Actors.Count, story.Steps.Count));
        Assert.Equal(("connect", 2, (1_000_000L, 2_000_000L)), (story.Steps[0].Acts[1].Kind, story.Steps[0].Acts[1].Repeat, story.Steps[0].Acts[1].Every));
    }

    [Theory]
    [InlineData("begins: 9:00-10:00", "begins: soon", "s.yaml:4:9: 'soon' are not hours (write 9:30-11:00)")]
    [InlineData("{person: any}", "{person: wizard}", "s.yaml:6:20: nobody is of 'wizard' (any, or one of ")]
    [InlineData("{host: domain-controller}", "{host: toaster}", "s.yaml:7:14: no host is a 'toaster' (one of ")]
    [InlineData("{site: bad.example}", "{planet: mars}", "s.yaml:8:7: the actor 'c2' is of no kind that there is (write {KIND: WHICH} with one of ")]
    [InlineData("T1033", "recon", "s.yaml:14:18: not the id of a technique (write T1059 or T1059.001)")]
    [InlineData("after: 1m-2m", "after: later", "s.yaml:15:12: 'after' is no span (write 90s, or 2m-5m for something between)")]
    [InlineData("- process:", "- proces:", "s.yaml:17:9: there is no act 'proces' (one of ")]
    [InlineData("program: cmd", "programm: cmd", "s.yaml:17:42: the act 'process' takes no 'programm' (it takes ")]
    [InlineData("program: cmd, ", "", "s.yaml:17:9: the act 'process' needs 'program'")]
    [InlineData("on: victim", "on: somebody", "s.yaml:17:23: no logon or actor is called 'somebody' here")]
    [InlineData("by: shell", "by: shel", "s.yaml:18:23: no process is called 'shel' here")]
    [InlineData("to: dc", "to: dx", "s.yaml:18:34: there is no actor 'dx'")]
    [InlineData("port: 389", "port: ldap", "s.yaml:18:44: 'ldap' is no whole number")]
    [InlineData("repeat: 2", "repeat: often", "s.yaml:18:57: 'often' is no number from 1 to 100000")]
    [InlineData("'{line}'", "'{lime}'", "s.yaml:17:62: nothing is called '{lime}'")]
    [InlineData("id: look", "id: look\n    colour: red", "s.yaml:14:5: a step has no 'colour' (it has ")]
    [InlineData("title: Small", "titel: Small", "s.yaml:2:1: a story has no 'titel' (it has ")]
    public void Read_Mistake_IsNamedWithItsPlace(string good, string bad, string expected)
    {
        var text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        var faults = new List<ContentFault>();
        Assert.Empty(StoryReader.Read(new ContentFile("s.yaml", text), faults));
        Assert.Contains(faults, f => f.ToString().StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Shipped_Stories_AreThoseOfTheFolder() =>
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Repository.Root, "content", "stories"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(),
            StoryReader.Shipped().Select(s => s.Name).Order());

    [Fact]
    public void Read_ExampleOfTheGuide_IsGood()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "simulate.md"));
        var begin = guide.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        var faults = new List<ContentFault>();
        Assert.Single(StoryReader.Read(new ContentFile("guide", guide[begin..guide.IndexOf("```", begin, StringComparison.Ordinal)]), faults));
        Assert.Empty(faults);
    }

    [Fact]
    public void Vocabulary_EveryAct_IsInTheGuide()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "simulate.md"));
        Assert.All(Vocabulary.All, act => Assert.Contains($"`{act.Name}`", guide, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("200ms", 200_000, 200_000)]
    [InlineData("90s", 90_000_000, 90_000_000)]
    [InlineData("2m-5m", 120_000_000, 300_000_000)]
    [InlineData("1h-2h", 3_600_000_000, 7_200_000_000)]
    public void TrySpan_Span_IsRead(string text, long least, long most)
    {
        Assert.True(StoryReader.TrySpan(text, out var span));
        Assert.Equal((least, most), span);
    }

    [Theory]
    [InlineData("5m-2m")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("5m 6m")]
    public void TrySpan_NoSpan_IsRefused(string text) => Assert.False(StoryReader.TrySpan(text, out _));
}
