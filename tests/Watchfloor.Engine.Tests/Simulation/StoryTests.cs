using System.Text;
using Watchfloor.Simulation;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>Every story that ships, played.</summary>
public sealed class StoryTests
{
    public static TheoryData<string> Names => [.. StoryReader.Shipped().Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Play_EveryStep_LeavesTraces(string name)
    {
        var story = StoryReader.Shipped().Single(s => s.Name == name);
        var steps = SimulatedDay.Events.Where(e => e.Truth?.Story == name).Select(e => e.Truth!.Step).Distinct();
        Assert.Equal(story.Steps.Select(s => s.Id), steps);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Play_EveryVariant_CanBePlayed(string name)
    {
        var story = StoryReader.Shipped().Single(s => s.Name == name);
        foreach (var variant in story.Variants)
        {
            var events = SimulatedDay.Run(new SimulationOptions { Seed = 5, People = 25, Start = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero), Stories = [story with { Variants = [variant] }] });
            Assert.Equal(story.Steps.Count, events.Where(e => e.Truth is not null).Select(e => e.Truth!.Step).Distinct().Count());
            Assert.DoesNotContain(events, e => e.Truth is not null && Unfilled(e.Text, story, variant));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Play_Events_NeverNameTheStory(string name) =>
        Assert.DoesNotContain(SimulatedDay.Events, e => e.Text.Contains(name, StringComparison.Ordinal));

    [Fact]
    public void Play_Story_ChangesNobodyElsesDay()
    {
        var options = new SimulationOptions { Seed = 7, People = 12, Start = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero), Duration = TimeSpan.FromHours(4) };
        var quiet = SimulatedDay.Run(options).Where(e => e.Stream.Name == "proxy").Select(e => e.Text.Split(' ')).Select(w => w[3] + w[8]).Order(StringComparer.Ordinal);
        var attacked = SimulatedDay.Run(options with { Stories = [StoryReader.Shipped().Single(s => s.Name == "phishing-to-ransomware")] }).Where(e => e.Stream.Name == "proxy" && e.Truth is null).Select(e => e.Text.Split(' ')).Select(w => w[3] + w[8]).Order(StringComparer.Ordinal);
        Assert.Equal(quiet, attacked);
    }

    [Fact]
    public void Techniques_OfStories_AreInTheTable()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "content", "attack", "enterprise.tsv"), Encoding.UTF8);
        Assert.All(StoryReader.Shipped().SelectMany(s => s.Steps).SelectMany(s => s.Techniques).Distinct(), t => Assert.Contains(t, table, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True when a name of the story still stands in braces.</summary>
    private static bool Unfilled(string text, Story story, StoryVariant variant) =>
        story.Actors.Select(a => a.Name).Concat(variant.Values.Keys).Any(n => text.Contains("{" + n + "}", StringComparison.Ordinal) || text.Contains("{" + n + ".", StringComparison.Ordinal) || text.Contains("{" + n + "|", StringComparison.Ordinal));
}
