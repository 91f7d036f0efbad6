using CsCheck;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>The engine and <see cref="NaiveCorrelator"/> agree on random timelines, for every type and kind of condition.</summary>
public sealed class CorrelationPropertyTests
{
    private static readonly string[] Names = ["rule_a", "rule_b", "rule_c"];

    public static TheoryData<string, string> Conditions { get; } = new()
    {
        { "event_count", "{gte: 3}" }, { "event_count", "{gt: 1}" }, { "event_count", "{lt: 3}" }, { "event_count", "{lte: 2}" },
        { "event_count", "{eq: 2}" }, { "event_count", "{neq: 2}" }, { "event_count", "{gte: 2, lt: 5}" },
        { "value_count", "{field: value, gte: 3}" }, { "value_count", "{field: value, eq: 2}" },
        { "value_sum", "{field: value, gt: 12}" }, { "value_sum", "{field: value, lte: 4}" },
        { "value_avg", "{field: value, gt: 3.5}" }, { "value_avg", "{field: value, lte: 2}" },
        { "value_median", "{field: value, gte: 4}" }, { "value_percentile", "{field: value, percentile: 80, gt: 4}" },
        { "value_percentile", "{field: value, percentile: 0, eq: 0}" }, { "value_percentile", "{field: value, lte: 20}" },
        { "temporal", "{gte: 3}" }, { "temporal", "{gte: 2}" }, { "temporal", "{eq: 3}" }, { "temporal", "{lt: 2}" },
        { "temporal", "rule_a and (rule_b or rule_c)" }, { "temporal", "rule_a and not rule_b" }, { "temporal", "rule_a and not (rule_b and rule_c)" },
        { "temporal_ordered", "{gte: 3}" }, { "temporal_ordered", "{gt: 1}" }, { "temporal_ordered", "{eq: 3}" },
        { "temporal_ordered", "(rule_a or rule_b) and rule_c" }, { "temporal_ordered", "rule_a and rule_c and not rule_b" },
        { "temporal_ordered", "(rule_a and not rule_c) or (rule_b and rule_c)" },
    };

    /// <summary>Few groups, values and times, so that windows fill, times are equal and events are hit twice.</summary>
    private static readonly Gen<List<NaiveHit>> Timelines =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[0, 6], OneOf("x", "X", "y", null), OneOf("0", "1", "2", "5", "7", "red", "RED", null))
            .List[0, 40]
            .Select(steps =>
            {
                var hits = new List<NaiveHit>();
                foreach (var (reference, gap, again, group, value) in steps)
                {
                    // One hit in seven is another rule's on the event before.
                    if (again == 0 && hits.Count > 0 && !hits.Exists(h => h.Event == hits[^1].Event && h.Reference == reference))
                        hits.Add(hits[^1] with { Reference = reference });
                    else
                        hits.Add(new NaiveHit(reference, (hits.LastOrDefault()?.Time ?? 0) + gap * TimeSpan.TicksPerSecond, hits.Count + 1, group, value));
                }

                return hits;
            });

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Offer_RandomTimeline_AgreesWithTheNaiveCorrelator(string type, string condition)
    {
        var rule = Parse(type, condition);
        var naive = new NaiveCorrelator(rule);
        Timelines.Sample(hits => Assert.Equal(naive.Run(hits), Run(rule, hits, (_, _) => 0)), iter: 1_000);
    }

    /// <summary>The files' hits may be read in any order: the result is that of the whole timeline.</summary>
    [Theory]
    [MemberData(nameof(Conditions))]
    public void Complete_FilesInAnyOrder_SameMatches(string type, string condition)
    {
        var rule = Parse(type, condition);
        // A file holds the hits of one time, so that the order within a file and among files is that of the timeline.
        Gen.Select(Timelines, Gen.Int).Sample(
            (hits, seed) => Assert.Equal(Run(rule, hits, (_, _) => 0), Run(rule, hits, (_, file) => new Random(HashCode.Combine(seed, file)).Next())),
            iter: 300);
    }

    [Theory]
    [InlineData("{gte: 3}")]
    [InlineData("rule_a and (rule_b or rule_c)")]
    public void Offer_OrderedCorrelation_MembersAreAChainWithinTheTimespan(string condition)
    {
        var rule = Parse("temporal_ordered", condition);
        Timelines.Sample(
            hits =>
            {
                foreach (var match in Matches(rule, hits, (_, _) => 0))
                {
                    Assert.True(match.Last - match.First <= rule.Timespan.Ticks);
                    Assert.Equal(match.Members.OrderBy(m => m.Time), match.Members);
                    Assert.Equal(match.Members.Select(m => m.Rule).Order(), match.Members.Select(m => m.Rule));
                    Assert.Equal(match.Members.Count, match.Members.Select(m => m.Rule).Distinct().Count());
                    Assert.Equal((match.First, match.Last), (match.Members[0].Time, match.Members[^1].Time));
                }
            },
            iter: 1_000);
    }

    private static Gen<string?> OneOf(params string?[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static CorrelationRule Parse(string type, string condition) => Timeline.Read($"""
        title: under test
        correlation:
          type: {type}
          rules: [rule_a, rule_b, rule_c]
          group-by: [group]
          timespan: 10s
          condition: {condition}
        """).Graph.Correlations.Single();

    private static List<NaiveMatch> Run(CorrelationRule rule, List<NaiveHit> hits, Func<NaiveHit, int, int> order) =>
    [
        .. Matches(rule, hits, order).Select(m =>
            {
                var members = new NaiveCorrelator(rule).TellsOnlyTheLastHit ? m.Members.TakeLast(1).ToList() : m.Members;
                return new NaiveMatch(
                    m.Group[0].ToUpperInvariant(), m.Time, members[0].Time, members[^1].Time, decimal.Round(m.Value, 9), string.Join(' ', members.Select(x => x.Event)));
            })
            .OrderBy(m => m.Time).ThenBy(m => m.Group, StringComparer.Ordinal).ThenBy(m => m.First),
    ];

    private static List<CorrelationMatch> Matches(CorrelationRule rule, List<NaiveHit> hits, Func<NaiveHit, int, int> order)
    {
        var graph = CorrelationGraph.Build([.. Names.Select(n => new RuleIdentity(n, null, n, new LogSource("test")))], [rule], []);
        var matches = new List<CorrelationMatch>();
        var run = new CorrelationRun(new CorrelationEngine(graph, CorrelationLimits.Default, matches.Add));
        var files = hits.GroupBy(h => h.Time).Select((file, place) => (Hits: file, Place: place)).OrderBy(f => order(f.Hits.First(), f.Place));
        foreach (var (file, place) in files)
            foreach (var hit in file)
                run.Add(place, new CorrelationHit(hit.Reference, hit.Time, hit.Event, [.. graph.FieldsOf(hit.Reference)!.Select(f => f == "group" ? hit.Group : hit.Value)]));
        run.Complete();
        return matches;
    }
}
