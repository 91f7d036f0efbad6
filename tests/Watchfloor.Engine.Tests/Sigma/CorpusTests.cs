using System.Text;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>All public rules over all sample logs.</summary>
public sealed class CorpusTests
{
    /// <summary>Of the larger sets every so many-th event is given to the naive matcher too.</summary>
    private const int Sample = 20;

    /// <summary>
    /// The engine finds what the naive matcher finds, and as often as when the counts were committed: a change of meaning anywhere
    /// between the bytes of a log and a match shows as a difference of the file.
    /// </summary>
    [Fact]
    public void Match_AllRulesOverAllLogs_EqualsNaiveAndTheCommittedCounts()
    {
        var rules = Corpus.Load();
        Assert.Empty(rules.Faults);
        Assert.Equal(3_780, rules.Rules.Count);
        var tallies = Corpus.Sets.Select(set => Tally(rules, set)).ToList();
        Assert.All(tallies.Where(t => IsWhole(t.Set)), t => Assert.Equal(t.Events, t.Compared));
        ExpectedText.AssertSame(Path.Combine(Repository.Cases("corpus"), "counts.tsv"), Table(rules, tallies));
    }

    private static CorpusTally Tally(RuleSet rules, (string Name, string Folder, string[] Endings) set)
    {
        var whole = IsWhole(set.Name);
        var tally = new CorpusTally(set.Name, rules.Rules.Count);
        Parallel.ForEach(
            Corpus.Logs(set),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            () => (Tally: new CorpusTally(set.Name, rules.Rules.Count), Matcher: new Matcher(rules, SigmaRun.Catalog)),
            (file, _, mine) =>
            {
                var number = 0;
                foreach (var batch in Corpus.Batches(SigmaRun.Catalog, file))
                    for (var i = 0; i < batch.Count; i++)
                        See(rules, mine.Matcher, mine.Tally, batch[i], compare: whole || number++ % Sample == 0, file);
                return mine;
            },
            mine =>
            {
                lock (tally) tally.Add(mine.Tally);
            });
        return tally;
    }

    private static void See(RuleSet rules, Matcher matcher, CorpusTally tally, EventView view, bool compare, string file)
    {
        var @class = SigmaRun.Catalog.Classify(view);
        var found = matcher.Match(view, @class);
        tally.Count(@class, found);
        if (!compare) return;
        tally.Compared++;
        int[] matches = [.. found.ToArray().Order()];
        var expected = NaiveMatcher.Match(rules.Rules, new NaiveEvent(SigmaRun.Catalog, view, @class));
        if (!expected.SequenceEqual(matches))
            Assert.Fail($"{file} at {view.SourceOffset}: naive [{Titles(rules, expected)}], engine [{Titles(rules, matches)}]");
    }

    /// <summary>True for a set that is small enough to be given to the naive matcher as a whole.</summary>
    private static bool IsWhole(string set) => set is "regression_data" or "attack-samples" or "parse-pairs";

    private static string Titles(RuleSet rules, IEnumerable<int> places) => string.Join("; ", places.Select(p => rules.Rules[p].Title));

    private static string Table(RuleSet rules, List<CorpusTally> tallies)
    {
        var text = new StringBuilder("set\tevents\twithout log source\tmatches\n");
        foreach (var t in tallies) text.Append(FormattableString.Invariant($"{t.Set}\t{t.Events}\t{t.Unknown}\t{t.Hits.Sum()}\n"));
        text.Append("\nrule\ttitle\t").AppendJoin('\t', tallies.Select(t => t.Set)).Append('\n');
        foreach (var (place, rule) in rules.Rules.Index().OrderBy(r => r.Item.Id, StringComparer.Ordinal))
            if (tallies.Exists(t => t.Hits[place] > 0))
                text.Append(rule.Id).Append('\t').Append(rule.Title).Append('\t').AppendJoin('\t', tallies.Select(t => t.Hits[place])).Append('\n');
        return text.ToString();
    }
}

/// <summary>How often each rule matched in one set of logs.</summary>
internal sealed class CorpusTally(string set, int rules)
{
    public string Set { get; } = set;

    public long Events { get; private set; }

    /// <summary>Events of no known log source, unreadable ones among them.</summary>
    public long Unknown { get; private set; }

    public long Compared { get; set; }

    /// <summary>Matches by the rule's place.</summary>
    public long[] Hits { get; } = new long[rules];

    public void Count(EventClass @class, ReadOnlySpan<int> found)
    {
        Events++;
        if (@class.IsUnknown) Unknown++;
        foreach (var rule in found) Hits[rule]++;
    }

    public void Add(CorpusTally other)
    {
        Events += other.Events;
        Unknown += other.Unknown;
        Compared += other.Compared;
        for (var i = 0; i < Hits.Length; i++) Hits[i] += other.Hits[i];
    }
}
