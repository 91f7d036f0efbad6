using CsCheck;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

public sealed class CorrelationStreamTests
{
    private const string Rules = """
        title: story
        correlation: {type: temporal_ordered, rules: [first, second], group-by: [], timespan: 100s}
        """;

    private static readonly CorrelationStreamOptions TenTicks = new() { Lateness = 10 };

    private readonly List<CorrelationMatch> _matches = [];
    private readonly List<(int Source, CorrelationHit Hit)> _late = [];

    [Fact]
    public void Offer_ArrivalOutOfOrder_EventTimeDecides()
    {
        var stream = Stream(TenTicks);
        stream.Offer(0, Second(5));
        stream.Offer(0, First(3));
        Assert.Equal(2, stream.Pending);
        stream.Complete();
        Assert.Equal((3L, 5L), (Assert.Single(_matches).First, _matches[0].Last));
    }

    [Fact]
    public void Observe_NewerEvent_ReleasesWhatIsOlderThanTheLateness()
    {
        var stream = Stream(TenTicks);
        stream.Offer(0, First(3));
        stream.Offer(0, Second(5));
        stream.Observe(0, 14);
        Assert.Empty(_matches);
        stream.Observe(0, 15);
        Assert.Single(_matches);
        Assert.Equal(5, stream.Watermark);
    }

    [Fact]
    public void Observe_SourceBehind_HoldsTheWatermarkUntilItIsIdle()
    {
        var stream = Stream(TenTicks);
        stream.Observe(1, 12);
        stream.Offer(0, First(3));
        stream.Offer(0, Second(5));
        stream.Observe(0, 100);
        Assert.Equal(2, stream.Watermark);
        stream.Idle(1);
        Assert.Equal(90, stream.Watermark);
        Assert.Single(_matches);
    }

    [Fact]
    public void Observe_SourceFurthestBehindCatchesUp_TheNextOneDecides()
    {
        var stream = Stream(TenTicks);
        stream.Observe(0, 20);
        stream.Observe(1, 30);
        stream.Observe(2, 40);
        Assert.Equal(10, stream.Watermark);
        stream.Observe(0, 50);
        Assert.Equal(20, stream.Watermark);
        stream.Observe(1, 45);
        Assert.Equal(30, stream.Watermark);
    }

    [Fact]
    public void Idle_LastSource_ReleasesAllThatWasSeen()
    {
        var stream = Stream(TenTicks);
        stream.Offer(0, First(3));
        stream.Offer(0, Second(5));
        stream.Idle(0);
        Assert.Single(_matches);
        Assert.Equal(0, stream.Pending);
    }

    [Fact]
    public void Offer_OlderThanTheWatermark_IsLateAndReported()
    {
        var stream = Stream(TenTicks);
        stream.Observe(0, 30);
        stream.Offer(0, First(20));
        stream.Offer(0, First(19));
        Assert.Equal((1L, 1L, 0L), (stream.Late, stream.LateFrom(0), stream.LateFrom(1)));
        Assert.Equal((0, 19L), (Assert.Single(_late).Source, _late[0].Hit.Time));
    }

    [Fact]
    public void Offer_TooManyWaiting_TheOldestGoesEarlyAndIsCounted()
    {
        var stream = Stream(TenTicks with { MaxPending = 2 });
        stream.Offer(0, First(5));
        stream.Offer(0, Second(6));
        stream.Offer(0, Second(7));
        Assert.Equal((1L, 2, 5L), (stream.Forced, stream.Pending, stream.Watermark));
        stream.Offer(0, First(4));
        Assert.Equal(1, stream.Late);
    }

    [Fact]
    public void Observe_TimePasses_WholeWindowsAreJudged()
    {
        var timeline = Timeline.Read("""
            title: few
            correlation: {type: event_count, rules: [beat], group-by: [], timespan: 1s, condition: {lt: 2}}
            """);
        var stream = new CorrelationStream(new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _matches.Add), TenTicks, (_, _) => { });
        stream.Offer(0, new CorrelationHit(0, 0, 1, []));
        stream.Observe(0, TimeSpan.TicksPerSecond + 10);
        Assert.Empty(_matches);
        stream.Observe(0, TimeSpan.TicksPerSecond + 11);
        Assert.Single(_matches);
    }

    /// <summary>Within the lateness, arrival order makes no difference.</summary>
    [Fact]
    public void Offer_DisorderWithinTheLateness_SameMatchesAsInOrder()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 10]).List[0, 30].Sample(
            steps =>
            {
                var time = 0L;
                var hits = steps.Select((s, i) => (Hit: new CorrelationHit(s.Item1, time += 1 + s.Item2, i, []), Arrival: time + s.Item3)).ToList();
                var inOrder = Arrive(hits.Select(h => h.Hit), out _);
                var disordered = Arrive(hits.OrderBy(h => h.Arrival).Select(h => h.Hit), out var late);
                Assert.Equal(0, late);
                Assert.Equal(inOrder, disordered);
            },
            iter: 1_000);
    }

    [Fact]
    public void Run_MoreThanMaxPending_OverflowIsCounted()
    {
        var timeline = Timeline.Read(Rules);
        var run = new CorrelationRun(new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _matches.Add), maxPending: 1);
        run.Add(0, First(1));
        run.Add(0, Second(2));
        run.Complete();
        Assert.Equal(1, run.Overflow);
        Assert.Empty(_matches);
    }

    [Fact]
    public void Run_EqualTimes_TheOrderOfFilesDecidesNotOfReading()
    {
        var timeline = Timeline.Read(Rules);
        var run = new CorrelationRun(new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _matches.Add));
        run.Add(1, Second(5));
        run.Add(0, First(5));
        run.Complete();
        Assert.Single(_matches);
    }

    private static List<string> Arrive(IEnumerable<CorrelationHit> hits, out long late)
    {
        var timeline = Timeline.Read(Rules);
        var matches = new List<CorrelationMatch>();
        var stream = new CorrelationStream(new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, matches.Add), TenTicks, (_, _) => { });
        foreach (var hit in hits) stream.Offer(0, hit);
        stream.Complete();
        late = stream.Late;
        return [.. matches.Select(timeline.Describe)];
    }

    private CorrelationStream Stream(CorrelationStreamOptions options) => new(
        new CorrelationEngine(Timeline.Read(Rules).Graph, CorrelationLimits.Default, _matches.Add), options, (source, hit) => _late.Add((source, hit)));

    private static CorrelationHit First(long time) => new(0, time, time, []);

    private static CorrelationHit Second(long time) => new(1, time, time, []);
}
