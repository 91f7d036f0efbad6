using System.Buffers;
using CsCheck;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>
/// A stream that is saved and restored at any point goes on as if nothing had been: over random hits in disorder, for every type and
/// condition, with correlations that stand on it, and with limits so low that all of them are met.
/// </summary>
public sealed class CorrelationRestorePropertyTests
{
    private static readonly CorrelationLimits Tight = new() { MaxGroups = 2, MaxHits = 9, MaxValues = 3, MaxMembers = 2, MaxKeyLength = 3 };

    public static TheoryData<string, string> Conditions => CorrelationPropertyTests.Conditions;

    /// <summary>What happens to a stream: a hit, a quiet source, or, where <c>Reference</c> is -1, only a later event.</summary>
    private sealed record Step(int Reference, int Source, long Time, string? Group, string? Value, bool IsIdle, bool IsCut);

    private static readonly Gen<List<Step>> Steps =
        Gen.Select(Gen.Int[-1, 2], Gen.Int[0, 2], Gen.Int[0, 7], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 8]), Gen.Int[0, 9], Gen.Int[0, 3])
            .List[0, 60]
            .Select(steps =>
            {
                string?[] groups = ["x", "X", "y", null];
                string?[] values = ["0", "1", "2", "5", "7", "red", "RED", "0.5", null];
                // Time goes on by a second a step or so; a hit may be several seconds behind.
                return steps.Select((s, i) => new Step(
                    s.Item1, s.Item2, (i - s.Item3) * TimeSpan.TicksPerSecond, groups[s.Item4.Item1], values[s.Item4.Item2], s.Item5 == 0, s.Item6 == 0)).ToList();
            });

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Restore_AtAnyPoint_GoesOnAsIfNeverStopped(string type, string condition)
    {
        var timeline = Timeline.Read(Rules(type, condition));
        Assert.Empty(timeline.Faults);
        var (found, late, forced) = (0, 0L, 0L);
        foreach (var limits in (CorrelationLimits[])[CorrelationLimits.Default, Tight])
            foreach (var pending in (int[])[1_000, 4])
                Steps.Sample(
                    steps =>
                    {
                        var options = new CorrelationStreamOptions { Lateness = 3 * TimeSpan.TicksPerSecond, MaxPending = pending };
                        var whole = Run(timeline, steps, limits, options, cut: false, out var uninterrupted);
                        Assert.Equal(whole, Run(timeline, steps, limits, options, cut: true, out _));
                        found += uninterrupted.Engine.Statistics.Sum(s => s.Matches) > 0 ? 1 : 0;
                        late += uninterrupted.Late;
                        forced += uninterrupted.Forced;
                    },
                    iter: 100, threads: 1);
        Assert.True(found > 0 && late > 0 && forced > 0, $"the streams show too little: {found} with matches, {late} late hits, {forced} forced");
    }

    /// <summary>
    /// The condition's correlation, two that stand on it, one of which asks for a value of its latest hit, and one that stands on both:
    /// its matches hold one and the same match twice.
    /// </summary>
    private static string Rules(string type, string condition) => $$$"""
        title: base
        name: base
        correlation: {type: {{{type}}}, rules: [rule_a, rule_b, rule_c], group-by: [group], timespan: 10s, condition: {{{condition}}}, generate: true}
        ---
        title: values
        name: values
        correlation: {type: value_count, rules: [base], group-by: [], timespan: 30s, condition: {field: value, gte: 2}, generate: true}
        ---
        title: story
        name: story
        correlation: {type: temporal_ordered, rules: [rule_b, base], group-by: [group], timespan: 15s, generate: true}
        ---
        title: top
        correlation: {type: temporal, rules: [values, story, base], group-by: [], timespan: 40s, condition: {gte: 2}}
        """;

    private static List<string> Run(
        Timeline timeline, List<Step> steps, CorrelationLimits limits, CorrelationStreamOptions options, bool cut, out CorrelationStream stream)
    {
        var told = new List<string>();
        void Match(CorrelationMatch match) => told.Add(timeline.Describe(match) + " " + Tree(match));
        void Late(int source, CorrelationHit hit) => told.Add($"late from {source}: {hit.Event}");
        stream = new CorrelationStream(new CorrelationEngine(timeline.Graph, limits, Match), options, Late);
        foreach (var (number, step) in steps.Index())
        {
            if (cut && step.IsCut)
            {
                var saved = Save(stream);
                var restored = CorrelationStream.Restore(saved, timeline.Graph, limits, Match, options, Late);
                Assert.Null(restored.Fault);
                Assert.Empty(restored.StartsEmpty);
                Assert.Empty(restored.Removed);
                stream = restored.Stream!;
                Assert.Equal(saved, Save(stream));
            }

            if (step.IsIdle) stream.Idle(step.Source);
            if (step.Reference < 0)
            {
                stream.Observe(step.Source, step.Time);
                continue;
            }

            var values = timeline.Graph.FieldsOf(step.Reference)!.Select(f => f == "group" ? step.Group : step.Value);
            stream.Offer(step.Source, new CorrelationHit(step.Reference, step.Time, number / 2, [.. values]));
            told.Add($"watermark {stream.Watermark}, {stream.Pending} pending, {stream.Late} late, {stream.LateFrom(step.Source)} of the source");
        }

        stream.Complete();
        told.AddRange(stream.Engine.Statistics.Select(Counts));
        return told;
    }

    private static string Tree(CorrelationMatch match) =>
        $"{match.Rule}/{match.Group.Count}/{match.Subject}({string.Join(' ', match.Members.Select(m => $"{m.Rule}@{m.Time}{(m.Match is null ? "" : Tree(m.Match))}"))})";

    private static string Counts(CorrelationStatistics s) =>
        $"{s.Hits} {s.Matches} {s.WithoutGroup} {s.WithoutValue} {s.SameEvent} {s.GroupsRefused} {s.ValuesRefused} {s.KeysRefused} {s.HitsEvicted} {s.Groups}";

    private static byte[] Save(CorrelationStream stream)
    {
        var bytes = new ArrayBufferWriter<byte>();
        stream.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
