using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>New rules take over a running stream: what is unchanged keeps its windows, what changed begins empty and is named.</summary>
public sealed class CorrelationReplaceTests
{
    private const string Login = """
        title: Login
        id: 11111111-1111-4111-8111-111111111111
        name: login
        logsource: {product: test}
        detection: {selection: {kind: login}, condition: selection}
        """;

    private const string Copy = """
        title: Copy
        name: copy
        logsource: {product: test}
        detection: {selection: {kind: copy}, condition: selection}
        """;

    private const string Logins = """
        title: Logins
        name: logins
        correlation: {type: event_count, rules: [login], group-by: [user], timespan: 10m, condition: {gte: 2}, generate: true}
        """;

    private const string Copies = """
        title: Copies
        name: copies
        correlation: {type: event_count, rules: [copy], group-by: [user], timespan: 10m, condition: {gte: 2}, generate: true}
        """;

    private const string Both = """
        title: Both
        name: both
        correlation: {type: temporal, rules: [logins, copies], group-by: [user], timespan: 10m, generate: true}
        """;

    private const string Quiet = """
        title: Quiet
        name: quiet
        correlation: {type: event_count, rules: [login], group-by: [user], timespan: 1m, condition: {lte: 5}, generate: true}
        """;

    private readonly List<string> _matches = [];

    [Fact]
    public void Restore_OtherRulesBesideInAnotherOrder_UnchangedKeepsItsWindow()
    {
        var saved = Saved([Login, Copy, Copies, Logins], "1s login user=ada", "2s copy user=ada");
        var (restored, timeline) = Restore(saved, [Copy.Replace("kind: copy", "kind: move", StringComparison.Ordinal), Quiet, Login, Logins, Copies]);
        Assert.Equal([("quiet", EmptyReason.New), ("copies", EmptyReason.Changed)], restored.StartsEmpty.Select(e => (e.Name, e.Reason)));
        Assert.Equal(["quiet", "copies"], restored.StartsEmpty.Select(e => timeline.Graph.Correlations[e.Rule - timeline.Graph.RuleCount].Name));
        Assert.Empty(restored.Removed);
        timeline.Play(restored.Stream!, Timeline.Events("3s login user=ada\n4s copy user=ada"));
        restored.Stream!.Complete();
        Assert.Equal(["logins", "quiet"], _matches.Select(m => m.Split(' ')[0]));
    }

    [Fact]
    public void Restore_CorrelationGone_IsNamed()
    {
        var saved = Saved([Login, Copy, Logins, Copies, Both], "1s login user=ada");
        var (restored, _) = Restore(saved, [Login, Logins]);
        Assert.Equal(["copies", "both"], restored.Removed);
        Assert.Empty(restored.StartsEmpty);
    }

    /// <summary>A chain is only as unchanged as what it stands on.</summary>
    [Fact]
    public void Restore_InnerCorrelationChanged_OuterBeginsEmptyToo()
    {
        var (restored, _) = Restore(
            Saved([Login, Copy, Logins, Copies, Both]), [Login, Copy, Logins.Replace("gte: 2", "gte: 3", StringComparison.Ordinal), Copies, Both]);
        Assert.Equal(["logins", "both"], restored.StartsEmpty.Select(e => e.Name));
        Assert.All(restored.StartsEmpty, e => Assert.Equal(EmptyReason.Changed, e.Reason));
    }

    public static TheoryData<string, string, bool> Edits => new()
    {
        { "title: Login\n", "title: A better title\nlevel: high\ndescription: What it finds\n", true },
        { "title: Logins\n", "title: Better\ntags: [attack.t1110]\n", true },
        { "detection: ", "detection: # what it looks at\n  ", true },
        { "kind: login", "kind: 'login'", false }, // quotes can turn a number into text
        { "{kind: login}", "{kind:   login} ", true },
        { "generate: true", "generate: false", true }, // who else fires changes no window
        { "kind: login", "kind: logon", false },
        { "product: test", "product: other", false },
        { "id: 11111111-", "id: 22222222-", false },
        { "timespan: 10m", "timespan: 11m", false },
        { "gte: 2", "gte: 3", false },
        { "group-by: [user]", "group-by: [user, host]", false },
        { "name: logins", "name: others", false },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Restore_RuleEdited_KeepsStateUnlessItMeansAnother(string before, string after, bool keeps)
    {
        var saved = Saved([Login, Logins]);
        var (restored, _) = Restore(saved, [.. ((string[])[Login, Logins]).Select(r => (r + "\n").ReplaceLineEndings("\n").Replace(before, after, StringComparison.Ordinal))]);
        Assert.Equal(keeps, restored.StartsEmpty.Count == 0);
    }

    [Fact]
    public void Restore_FilterOrPlaceholderChanged_BeginsEmpty()
    {
        const string filter = """
            title: Not the scanner
            logsource: {product: test}
            filter: {rules: [login], scanner: {user: scan}, condition: not scanner}
            """;
        var expand = Login.Replace("{kind: login}", "{'user|expand': '%admins%'}", StringComparison.Ordinal);
        Assert.True(Keeps(Load([Login, Logins, filter]), Load([Login, Logins, filter])));
        Assert.False(Keeps(Load([Login, Logins]), Load([Login, Logins, filter])));
        Assert.False(Keeps(Load([Login, Logins, filter]), Load([Login, Logins, filter.Replace("scan}", "scan2}", StringComparison.Ordinal)])));
        Assert.True(Keeps(Load([expand, Logins], "root"), Load([expand, Logins], "root")));
        Assert.False(Keeps(Load([expand, Logins], "root"), Load([expand, Logins], "root", "adm")));
        Assert.True(Keeps(Load([Login, Logins], "root"), Load([Login, Logins], "root", "adm"))); // uses none
    }

    [Fact]
    public void Restore_WaitingHits_GoOnForUnchangedRulesWhereverTheyStand()
    {
        var saved = Saved([Login, Copy, Logins, Copies], "1s login user=ada", "2s login user=ada", "1s copy user=ada", "2s copy user=ada");
        // The hits of 'copy' were those of another rule; 'login' stands at another place and is asked for one field more.
        var (restored, timeline) = Restore(
            saved, [Copy.Replace("kind: copy", "kind: move", StringComparison.Ordinal), Login, Quiet.Replace("[user]", "[host, user]", StringComparison.Ordinal), Logins, Copies]);
        Assert.Equal((2, 2L), (restored.Stream!.Pending, restored.HitsDropped));
        restored.Stream.Complete();
        Assert.Equal("logins", Assert.Single(_matches).Split(' ')[0]);
        Assert.Equal(2, restored.Stream.Engine.Statistics[timeline.Graph.Correlations.ToList().FindIndex(c => c.Name == "quiet")].WithoutGroup);
    }

    /// <summary>A group carries the value a correlation above asks for, although another one asks now.</summary>
    [Fact]
    public void Restore_OtherFieldsAskedFromAbove_CarriedByName()
    {
        const string above = """
            title: Above
            name: above
            correlation: {type: value_count, rules: [quiet], group-by: [], timespan: 10m, condition: {field: host, gte: 1}, generate: true}
            """;
        var saved = Saved([Login, Quiet, above], 0, "1s login user=ada host=h1 domain=d");
        var (restored, timeline) = Restore(saved, [Login, Quiet, above.Replace("field: host", "field: [domain, host]", StringComparison.Ordinal), Renamed(above)]);
        Assert.Equal([("above", EmptyReason.Changed), ("again", EmptyReason.New)], restored.StartsEmpty.Select(e => (e.Name, e.Reason)));
        restored.Stream!.Complete();
        // The domain was not kept, for nobody asked for it; the host was.
        Assert.Equal(["quiet", "again"], _matches.Select(m => m.Split(' ')[0]));
        Assert.Equal([0, 1, 0], timeline.Graph.Correlations.Select((c, i) => c.Name == "above" ? restored.Stream.Engine.Statistics[i].WithoutValue : 0));

        static string Renamed(string rule) => rule.Replace("above", "again", StringComparison.Ordinal).Replace("Above", "Again", StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_LowerLimits_KeepWhatThereIsAndTakeNoMore()
    {
        var timeline = Load([Login, Logins.Replace("gte: 2", "gte: 3", StringComparison.Ordinal)]);
        var stream = Stream(timeline, 0);
        timeline.Play(stream, Timeline.Events("1s login user=ada\n2s login user=ada\n3s login user=bob\n4s login user=cy"));
        stream.Idle(0);
        var limits = new CorrelationLimits { MaxGroups = 2, MaxHits = 3 };
        var restored = CorrelationStream.Restore(
            CorrelationCheckpoint.Save(stream), timeline.Graph, limits, m => _matches.Add(timeline.Describe(m)), new CorrelationStreamOptions(), (_, _) => { });
        var statistics = restored.Stream!.Engine.Statistics[0];
        Assert.Equal(3, statistics.Groups);
        timeline.Play(restored.Stream, Timeline.Events("5s login user=dee\n6s login user=ada"));
        restored.Stream.Complete();
        Assert.Equal((1L, 1L), (statistics.GroupsRefused, statistics.HitsEvicted));
        Assert.Empty(_matches);
    }

    [Fact]
    public void Restore_FewerMayWait_TheOldestGoEarlyAndAreCounted()
    {
        var timeline = Load([Login, Logins]);
        var saved = Saved([Login, Logins], "1s login user=ada", "2s login user=ada", "3s login user=bob");
        var options = CorrelationCheckpoint.TenSeconds with { MaxPending = 1 };
        var stream = CorrelationStream.Restore(saved, timeline.Graph, CorrelationLimits.Default, m => _matches.Add(timeline.Describe(m)), options, (_, _) => { }).Stream!;
        Assert.Equal((1, 2L, 1), (stream.Pending, stream.Forced, _matches.Count));
    }

    private static bool Keeps(Timeline before, Timeline after)
    {
        var saved = CorrelationCheckpoint.Save(Stream(before, 0));
        return CorrelationStream.Restore(saved, after.Graph, CorrelationLimits.Default, _ => { }, new CorrelationStreamOptions(), (_, _) => { }).StartsEmpty.Count == 0;
    }

    private static byte[] Saved(string[] rules, params string[] events) => Saved(rules, TimeSpan.TicksPerSecond * 10, events);

    private static byte[] Saved(string[] rules, long lateness, params string[] events)
    {
        var timeline = Load(rules);
        var stream = Stream(timeline, lateness);
        timeline.Play(stream, Timeline.Events(string.Join('\n', events)));
        return CorrelationCheckpoint.Save(stream);
    }

    private (CorrelationRestore Restored, Timeline Timeline) Restore(byte[] saved, string[] rules)
    {
        var timeline = Load(rules);
        var restored = CorrelationStream.Restore(
            saved, timeline.Graph, CorrelationLimits.Default, m => _matches.Add(timeline.Describe(m)), CorrelationCheckpoint.TenSeconds, (_, _) => { });
        Assert.Null(restored.Fault);
        return (restored, timeline);
    }

    private static CorrelationStream Stream(Timeline timeline, long lateness) => new(
        new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _ => { }), new CorrelationStreamOptions { Lateness = lateness }, (_, _) => { });

    private static Timeline Load(string[] rules, params string[] admins)
    {
        var options = new RuleSetOptions { Placeholders = new Dictionary<string, IReadOnlyList<string>> { ["admins"] = admins } };
        var timeline = Timeline.Load(string.Join("\n---\n", rules), options);
        Assert.Empty(timeline.Faults);
        return timeline;
    }
}
