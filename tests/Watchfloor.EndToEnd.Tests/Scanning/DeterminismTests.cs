using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>The same evidence gives the same findings, whoever reads it how.</summary>
public sealed class DeterminismTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Fact]
    public async Task Scan_AnyNumberOfThreads_SameBytes()
    {
        for (var file = 0; file < 5; file++) _evidence.Log($"{file}.json", Lines(file, 30_000));
        _evidence.Log("z.zip", Evidence.Zip(("m1.json", Encoding.UTF8.GetBytes(Lines(7, 1_000))), ("m2.log", Encoding.UTF8.GetBytes(Lines(8, 1_000)))));
        var one = await _evidence.Scan(_evidence.Logs, "--threads", "1");
        Assert.Equal(15_200, one.Findings.Count);
        foreach (var threads in (string[])["2", "4"]) Assert.Equal(one.Output, (await _evidence.Scan(_evidence.Logs, "--threads", threads)).Output);
    }

    [Fact]
    public async Task Scan_PathsInAnyOrder_SameFindingsInTheOrderOfThePaths()
    {
        var a = _evidence.Log("a.json", Lines(1, 3_000));
        var b = _evidence.Log("b.json", Lines(2, 3_000));
        var rule = _evidence.RuleFile("any.yml", Evidence.Rule);
        var forth = await ProgramRun.Of(["scan", a, b, .. Evidence.ScanArguments("", rule)[2..]]);
        var back = await ProgramRun.Of(["scan", b, a, .. Evidence.ScanArguments("", rule)[2..]]);
        Assert.Equal(600, forth.Findings.Count);
        Assert.Equal(Files(forth).Order(StringComparer.Ordinal), Files(forth));
        Assert.Equal(Files(back).OrderDescending(StringComparer.Ordinal), Files(back));
        Assert.Equal(forth.Output.Split('\n').Order(StringComparer.Ordinal), back.Output.Split('\n').Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(1, 299), i => Assert.True(Offset(forth.Findings[i - 1]) < Offset(forth.Findings[i])));
    }

    [Fact]
    public async Task Scan_AStorySpreadOverFilesInAnyOrder_IsCorrelatedByTime()
    {
        // Six failures, then a success, of each of ten users; the events of all are shuffled over four files.
        var events = (from user in Enumerable.Range(0, 10) from step in Enumerable.Range(0, 7) select (user, step)).ToArray();
        var texts = new HashSet<string>();
        for (var seed = 1; seed <= 3; seed++)
        {
            new Random(seed).Shuffle(events);
            for (var file = 0; file < 4; file++)
                _evidence.Log($"{file}.json", string.Concat(events.Where((_, i) => i % 4 == file).Select(e => Event(e.user, e.step))));
            var run = await ProgramRun.Of(Evidence.ScanArguments(_evidence.Logs, _evidence.RuleFile("story.yml", Story), "--threads", "2"));
            Assert.Equal(10, run.Findings.Count);
            Assert.All(run.Findings, AssertIsAStory);
            texts.Add(string.Join('\n', run.Findings.Select(f => f.GetProperty("@timestamp").GetString() + f.GetProperty("matches"))));
        }

        Assert.Single(texts);
    }

    private const string Story = """
        title: Failure
        name: failure
        logsource: {product: linux}
        detection: {s: {result: fail}, condition: s}
        ---
        title: Success
        name: success
        logsource: {product: linux}
        detection: {s: {result: ok}, condition: s}
        ---
        title: Many failures
        name: many
        correlation:
          type: event_count
          rules: [failure]
          group-by: [user]
          timespan: 1m
          condition: {gte: 6}
        ---
        title: Guessed
        correlation:
          type: temporal_ordered
          rules: [many, success]
          group-by: [user]
          timespan: 5m
        level: high
        """;

    /// <summary>Each user has an hour of its own; the success comes a minute after the failures.</summary>
    private static string Event(int user, int step) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["timestamp"] = Time(user, step).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["user"] = $"u{user}",
        ["result"] = step < 6 ? "fail" : "ok",
    }) + "\n";

    private static DateTimeOffset Time(int user, int step) => _start.AddHours(user).AddSeconds(step < 6 ? step * 5 : 90);

    private static void AssertIsAStory(JsonElement finding)
    {
        Assert.Equal("Guessed", finding.GetProperty("rule.name").GetString());
        var times = finding.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("@timestamp").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(7, times.Count);
        Assert.Equal(TimeSpan.FromSeconds(90), times[^1] - times[0]);
    }

    /// <summary>One record in ten is a hit.</summary>
    private static string Lines(int file, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append("{\"a\":\"").Append(i % 10 == 3 ? 'b' : 'c').Append("\",\"n\":\"").Append(file).Append('-').Append(i).Append("\"}\n");
        return text.ToString();
    }

    private static List<string?> Files(ProgramRun run) => [.. run.Findings.Select(f => f.GetProperty("log.file.path").GetString())];

    private static long Offset(JsonElement finding) => finding.GetProperty("log.offset").GetInt64();
}
