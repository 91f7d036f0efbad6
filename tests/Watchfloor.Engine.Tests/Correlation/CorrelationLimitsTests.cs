using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>State is bounded, and what a bound cuts off is counted.</summary>
public sealed class CorrelationLimitsTests
{
    [Fact]
    public void MaxGroups_OneMore_IsRefusedAndCounted()
    {
        var (matches, statistics) = Run("event_count", "{gte: 2}", new CorrelationLimits { MaxGroups = 2 }, """
            0s hit group=a
            0s hit group=b
            1s hit group=c
            2s hit group=c
            3s hit group=a
            # a and b are quiet for longer than the timespan: there is room again.
            30s hit group=c
            31s hit group=c
            """);
        Assert.Equal(["a", "c"], matches.Select(m => m.Group[0]));
        Assert.Equal(2, statistics.GroupsRefused);
        Assert.True(statistics.IsIncomplete);
    }

    [Fact]
    public void MaxHits_Full_TheOldestLeavesAndIsCounted()
    {
        var (matches, statistics) = Run("event_count", "{gte: 3}", new CorrelationLimits { MaxHits = 2 }, """
            0s hit group=a
            1s hit group=a
            2s hit group=a
            """);
        Assert.Empty(matches);
        Assert.Equal(1, statistics.HitsEvicted);
        Assert.True(statistics.IsIncomplete);
    }

    [Fact]
    public void MaxHits_OtherGroupHoldsThemAll_TheNewHitIsCountedAsEvicted()
    {
        var (matches, statistics) = Run("event_count", "{gte: 2}", new CorrelationLimits { MaxHits = 1 }, """
            0s hit group=a
            1s hit group=b
            2s hit group=b
            """);
        Assert.Empty(matches);
        Assert.Equal(2, statistics.HitsEvicted);
    }

    [Theory]
    [InlineData("event_count", "{gte: 2}")]
    [InlineData("event_count", "{eq: 2}")]
    [InlineData("value_median", "{field: value, gt: 0}")]
    public void MaxHits_WindowsOver_TheirRoomIsFreeAgain(string type, string condition)
    {
        var events = string.Join('\n', Enumerable.Range(0, 20).SelectMany(i => new[] { $"{i * 60}s hit group=a value=1", $"{i * 60 + 1}s hit group=a value=2" }));
        // A median keeps each hit twice: for its value and for the list of members.
        var (matches, statistics) = Run(type, condition, new CorrelationLimits { MaxHits = 4 }, events);
        Assert.Equal(20, matches.Count);
        Assert.Equal(0, statistics.HitsEvicted);
        Assert.All(matches, m => Assert.Equal(2, m.Members.Count));
    }

    [Fact]
    public void MaxHits_QuietCorrelation_GivesItsRoomToOthers()
    {
        var timeline = Timeline.Read("""
            title: quiet
            correlation: {type: event_count, rules: [once], group-by: [], timespan: 10s, condition: {gte: 2}}
            ---
            title: busy
            correlation: {type: event_count, rules: [hit], group-by: [], timespan: 10s, condition: {gte: 2}}
            """);
        var matches = timeline.Run(Timeline.Events("0s once\n200s hit\n201s hit"), out var engine, new CorrelationLimits { MaxHits = 2 });
        Assert.Equal("hit hit", string.Join(' ', matches.Single().Members.Select(m => timeline.RuleNames[m.Rule])));
        Assert.All(engine.Statistics, s => Assert.False(s.IsIncomplete));
    }

    [Fact]
    public void MaxValues_OneMore_IsRefusedAndCounted()
    {
        var (matches, statistics) = Run("value_count", "{field: value, gte: 3}", new CorrelationLimits { MaxValues = 2 }, """
            0s hit group=a value=1
            1s hit group=a value=2
            2s hit group=a value=3
            3s hit group=a value=1
            """);
        Assert.Empty(matches);
        Assert.Equal(1, statistics.ValuesRefused);
    }

    [Theory]
    [InlineData("{gte: 5}")]
    [InlineData("{eq: 5}")]
    public void MaxMembers_MoreHits_ListIsCutAndCountExact(string condition)
    {
        var (matches, statistics) = Run("event_count", condition, new CorrelationLimits { MaxMembers = 2 }, """
            0s hit group=a
            1s hit group=a
            2s hit group=a
            3s hit group=a
            4s hit group=a
            """);
        var match = Assert.Single(matches);
        Assert.Equal((5L, 5m), (match.Count, match.Value));
        Assert.Equal([1L, 2L], match.Members.Select(m => m.Event));
        Assert.Equal((0L, 4 * TimeSpan.TicksPerSecond), (match.First, match.Last));
        Assert.False(statistics.IsIncomplete);
    }

    [Theory]
    [InlineData("event_count", "{gte: 1}", "group=abcde", 1)]
    [InlineData("event_count", "{gte: 1}", "group=abcd", 0)]
    [InlineData("value_count", "{field: value, gte: 1}", "group=a value=abcde", 1)]
    [InlineData("value_count", "{field: [value, value2], gte: 1}", "group=a value=abc value2=de", 1)]
    public void MaxKeyLength_LongerValues_AreRefusedAndCounted(string type, string condition, string fields, int refused)
    {
        var (matches, statistics) = Run(type, condition, new CorrelationLimits { MaxKeyLength = 4 }, "0s hit " + fields);
        Assert.Equal(refused, statistics.KeysRefused);
        Assert.Equal(1 - refused, matches.Count);
    }

    /// <summary>A window of many different values costs no more for each hit than a window of few: no pass over the window is made.</summary>
    [Fact]
    public void Offer_ManyDifferentValues_EachHitTouchesTheTableOnce()
    {
        var timeline = Timeline.Read("""
            title: c
            correlation: {type: value_count, rules: [hit], group-by: [], timespan: 1h, condition: {field: value, gt: 1000000}}
            """);
        var engine = new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _ => { });
        // Fifty thousand values in the window, then as many hits again. Rebuilding the set for each would be 5 · 10^9 steps.
        for (var i = 0; i < 100_000; i++) engine.Offer(new CorrelationHit(0, i, i, [(i % 50_000).ToString(System.Globalization.CultureInfo.InvariantCulture)]));
        Assert.Equal((100_000, 0), (engine.Statistics[0].Hits, engine.Statistics[0].ValuesRefused));
    }

    [Fact]
    public void Offer_SameRuleAndEventTwice_CountsBoth()
    {
        var timeline = Timeline.Read("""
            title: c
            correlation: {type: event_count, rules: [hit], group-by: [], timespan: 1h, condition: {gte: 2}}
            """);
        var engine = new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _ => { });
        for (var i = 0; i < 2; i++) engine.Offer(new CorrelationHit(0, 5, 1, []));
        Assert.Equal((1, 0), (engine.Statistics[0].Matches, engine.Statistics[0].SameEvent));
    }

    [Fact]
    public void Offer_OlderThanNow_Throws()
    {
        var timeline = Timeline.Read("""
            title: c
            correlation: {type: event_count, rules: [hit], group-by: [], timespan: 1h, condition: {gte: 1}}
            """);
        var engine = new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _ => { });
        engine.Offer(new CorrelationHit(0, 5, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Offer(new CorrelationHit(0, 4, 2, [])));
        engine.Offer(new CorrelationHit(0, 5, 2, []));
        Assert.Equal(2, engine.Statistics[0].Matches);
    }

    private static (List<CorrelationMatch> Matches, CorrelationStatistics Statistics) Run(string type, string condition, CorrelationLimits limits, string events)
    {
        var timeline = Timeline.Read($"""
            title: under test
            correlation:
              type: {type}
              rules: [hit]
              group-by: [group]
              timespan: 10s
              condition: {condition}
            """);
        var matches = timeline.Run(Timeline.Events(events), out var engine, limits);
        return (matches, engine.Statistics[0]);
    }
}
