using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Formats;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Examples;

/// <summary>The examples in the comments of the engine's public types, compiled and run. A test compares them line by line.</summary>
public sealed partial class DocumentedExamples
{
    private const string Login = """
        title: Login
        name: login
        logsource: {product: windows}
        detection: {selection: {EventID: 4625}, condition: selection}
        ---
        title: Logins
        correlation: {type: event_count, rules: [login], group-by: [TargetUserName], timespan: 10m, condition: {gte: 2}}
        """;

    private static readonly byte[] _log = Encoding.UTF8.GetBytes("""{"Channel":"security","EventID":4625,"TargetUserName":"alice"}""" + "\n");

    [Fact]
    public void OfEventCatalog()
    {
        var catalog = EventCatalog.LoadDefault();
        var batch = new EventBatch(catalog.Names);
        batch.BeginEvent("json", 0, 0, 0);
        batch.Add(catalog.Names.Intern("Channel"u8), "security"u8);
        batch.Add(catalog.Names.Intern("EventID"u8), "4688"u8);
        batch.EndEvent();
        Console.WriteLine(catalog.Classify(batch[0])); // windows/process_creation/security
        Assert.Equal("windows/process_creation/security", Console.Last);
    }

    [Fact]
    public void OfEventReader()
    {
        using var stream = new MemoryStream(_log);
        var head = new HeadStream(stream);
        var format = FormatRegistry.Detect(head.Head)!;
        var names = new FieldNames();
        var reader = new EventReader(head, format, names, DecodeLimits.Default);
        var batch = new EventBatch(names); // used again for every block
        while (reader.Read(batch))
            for (var i = 0; i < batch.Count; i++) Console.WriteLine($"{batch[i].SourceOffset}: {batch[i].FieldCount} fields, {batch[i].UnparsedReason ?? "parsed"}");
        Assert.Equal("0: 3 fields, parsed", Console.Last);
    }

    [Fact]
    public void OfRuleSet()
    {
        const string yaml = Login;
        var catalog = EventCatalog.LoadDefault();
        var batch = new EventBatch(catalog.Names);
        Assert.True(new EventReader(new MemoryStream(_log), FormatRegistry.ByName("jsonl")!, catalog.Names, DecodeLimits.Default).Read(batch));
        var view = batch[0];
        var rules = RuleSet.Load([RuleFile.FromText("whoami.yml", yaml)]);
        var matcher = new Matcher(rules, catalog);
        foreach (var place in matcher.Match(view, catalog.Classify(view))) Console.WriteLine(rules.Rules[place].Title);
        Assert.Equal("Login", Console.Last);
    }

    [Fact]
    public void OfCorrelationEngine()
    {
        var set = RuleSet.Load([RuleFile.FromText("logins.yml", Login)]);
        List<RuleIdentity> rules = [.. set.Rules.Select(r => new RuleIdentity(r.Title, r.Id, r.Name, r.LogSource))];
        var correlations = set.Correlations.Correlations;
        const int rule = 0, eventNumber = 1;
        var time = DateTimeOffset.UnixEpoch;
        var faults = new List<ContentFault>();
        var graph = CorrelationGraph.Build(rules, correlations, faults);
        var engine = new CorrelationEngine(graph, CorrelationLimits.Default, match => Console.WriteLine(match));
        engine.Offer(new CorrelationHit(rule, time.UtcTicks, eventNumber, ["alice"]));
        Assert.Null(Console.Last);
        engine.Offer(new CorrelationHit(rule, time.UtcTicks, eventNumber + 1, ["alice"]));
        engine.Complete();
        Assert.Contains("Value = 2", Console.Last, StringComparison.Ordinal);
    }

    [Fact]
    public void OfCorrelationStream()
    {
        var (limits, options) = (CorrelationLimits.Default, new CorrelationStreamOptions());
        var newRules = RuleSet.Load([RuleFile.FromText("logins.yml", Login.Replace("10m", "20m", StringComparison.Ordinal))]);
        var (bytes, rebuilt) = (new ArrayBufferWriter<byte>(), new List<int>());
        var running = new CorrelationStream(new CorrelationEngine(RuleSet.Load([RuleFile.FromText("logins.yml", Login)]).Correlations, limits, onMatch), options, onLate);
        running.Save(bytes); // new rules take over
        var restored = CorrelationStream.Restore(bytes.WrittenSpan, newRules.Correlations, limits, onMatch, options, onLate);
        foreach (var correlation in restored.StartsEmpty) Rebuild(correlation.Rule);
        Assert.Equal([1], rebuilt);

        void Rebuild(int rule) => rebuilt.Add(rule);
        static void onMatch(CorrelationMatch match) => Assert.Fail("nothing was offered");
        static void onLate(int source, CorrelationHit hit) => Assert.Fail("nothing was offered");
    }

    [Fact]
    public void Comments_EveryLineOfAnExample_StandsInATestOfThisFolder()
    {
        var code = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Watchfloor.Engine.Tests", "Examples"), "*.cs")
            .SelectMany(File.ReadLines).Select(l => l.Trim()).ToHashSet(StringComparer.Ordinal);
        var examples = Directory.GetFiles(Path.Combine(Repository.Root, "src", "Engine"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Example().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToList();
        Assert.True(examples.Count >= 5);
        var lines = examples.SelectMany(e => e.Split('\n')).Select(l => WebUtility.HtmlDecode(l.Trim().TrimStart('/').Trim())).Where(l => l.Length > 0);
        Assert.All(lines, l => Assert.Contains(l, code));
    }

    [GeneratedRegex("<code>([^`]*?)</code>", RegexOptions.NonBacktracking)]
    private static partial Regex Example();

    /// <summary>What the examples write to. Each test has its own.</summary>
    private static class Console
    {
        private static readonly AsyncLocal<string?> _last = new();

        public static string? Last => _last.Value;

        public static void WriteLine(object? line) => _last.Value = line?.ToString();
    }
}
