using CsCheck;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>Whatever the rules and events, the indexed matcher finds exactly what the naive one finds.</summary>
public sealed class MatchPropertyTests
{
    /// <summary>Two classes: one without mappings, one where a rule's field is supplied by others, best first.</summary>
    private static readonly EventClass[] Classes =
    [
        SigmaRun.Class,
        new([new LogSource("windows", "process_creation", "sysmon"), new LogSource("windows", "file_event")],
            new Dictionary<string, IReadOnlyList<string>> { ["Mapped"] = ["First", "Second", "Image"], ["Image"] = ["Second"] }),
        EventClass.Unknown,
    ];

    [Fact]
    public void Match_ManyRandomRulesAndEvents_EqualsNaive()
    {
        long hits = 0;
        Gen.Select(RandomRules.Rule.Array[1, 200], RandomRules.Event.Array[40, 120]).Sample((rules, events) =>
            Interlocked.Add(ref hits, Compare(rules, events)), iter: 120, threads: 1);
        // The rules and events do meet; without hits the comparison would say nothing.
        Assert.InRange(hits, 50_000, long.MaxValue);
    }

    /// <summary>A single rule has indexes of one entry, and no other rule's tests are remembered for it.</summary>
    [Fact]
    public void Match_SingleRandomRule_EqualsNaive() =>
        Gen.Select(RandomRules.Rule, RandomRules.Event.Array[20, 40]).Sample((rule, events) => Compare([rule], events) >= 0, iter: 1_500, threads: 1);

    private static int Compare(string[] rules, string[] events)
    {
        var set = RuleSet.Load([.. rules.Select((r, i) => RuleFile.FromText($"{i}.yml", r))], new RuleSetOptions { Threads = 1 });
        Assert.All(set.Faults, f => Assert.Fail($"{f}\n{rules[int.Parse(f.File.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture)]}"));
        var matcher = new Matcher(set, SigmaRun.Catalog);
        var batch = SigmaRun.Decode(string.Join('\n', events));
        Assert.Equal(events.Length, batch.Count);
        var hits = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var @class = Classes[i % Classes.Length];
            // The matcher first: it resolves escapes by itself.
            int[] found = [.. matcher.Match(batch[i], @class).ToArray().Order()];
            var expected = NaiveMatcher.Match(set.Rules, new NaiveEvent(SigmaRun.Catalog, batch[i], @class));
            if (!expected.SequenceEqual(found))
            {
                var rule = expected.Except(found).Concat(found.Except(expected)).First();
                Assert.Fail($"expected {(expected.Contains(rule) ? "a match" : "none")}:\n{rules[rule]}\n{events[i]}");
            }

            hits += found.Length;
        }

        return hits;
    }
}
