using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>The options of <c>scan</c> that choose, on real reading and matching.</summary>
public sealed class ScanOptionsTests : IDisposable
{
    private const string Rules = """
        title: Low
        id: 00000000-0000-4000-8000-000000000001
        level: low
        status: test
        tags: [attack.t1059.001]
        logsource: {product: linux, service: auth}
        detection: {s: {a: b}, condition: s}
        ---
        title: High
        id: 00000000-0000-4000-8000-000000000002
        level: high
        status: stable
        tags: [attack.t1003]
        logsource: {product: linux}
        detection: {s: {a: b}, condition: s}
        """;

    private const string Correlation = Evidence.Rule + """

        name: any
        ---
        title: Twice
        level: high
        correlation: {type: event_count, rules: [any], group-by: [], timespan: 1m, condition: {gte: 2}}
        """;

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("Low High")]
    [InlineData("High", "--min-level", "medium")]
    [InlineData("Low", "--tag", "attack.t1059")]
    [InlineData("High", "--status", "stable")]
    [InlineData("", "--tag", "attack.t105")]
    [InlineData("High", "--logsource", "product=linux")]
    [InlineData("", "--logsource", "product=windows")]
    public async Task Scan_Choosing_GivesThoseFindings(string expected, params string[] options)
    {
        string[] named = options.Contains("--logsource") ? [] : ["--logsource", "product=linux,service=auth"];
        var run = await ProgramRun.Of(["scan", _evidence.Log("a.json", "{\"a\":\"b\"}\n"), "--rules", _evidence.RuleFile("two.yml", Rules), "--output", "ndjson", .. named, .. options]);
        Assert.Equal(expected, string.Join(' ', run.Findings.Select(f => f.GetProperty("rule.name").GetString())));
        Assert.Equal(expected.Length > 0 ? ExitCode.Found : ExitCode.Nothing, run.Code);
    }

    [Fact]
    public async Task Scan_OwnContent_NamesTheLogSourceTheFieldsTheTimeAndTheHost()
    {
        var sources = _evidence.RuleFile("sources.yaml", """
            description: The Acme proxy
            logsources:
              - name: acme
                when: {svc: acme}
                is: {product: linux}
            """);
        var mappings = _evidence.RuleFile("mappings.yaml", """
            description: The Acme proxy
            mappings:
              - name: acme
                for: {product: linux}
                fields: {a: [beta]}
            times:
              - {name: acme, for: {product: linux}, field: at, format: rfc3339}
            hosts:
              - {name: acme, for: {product: linux}, field: node}
            """);
        var log = _evidence.Log("a.json", "{\"svc\":\"acme\",\"beta\":\"b\",\"at\":\"2026-01-02T03:04:05Z\",\"node\":\"n1\"}\n");
        var rule = _evidence.RuleFile("any.yml", Evidence.Rule);

        Assert.Empty((await ProgramRun.Of("scan", log, "--rules", rule, "--output", "ndjson")).Findings);
        var finding = Assert.Single((await ProgramRun.Of("scan", log, "--rules", rule, "--output", "ndjson", "--content", sources, mappings)).Findings);
        Assert.Equal("n1", finding.GetProperty("host.name").GetString());
        Assert.Equal("2026-01-02T03:04:05Z", finding.GetProperty("@timestamp").GetString());
    }

    [Fact]
    public async Task Scan_OwnContentWithAMistake_SaysWhereAndEnds()
    {
        var content = _evidence.RuleFile("acme.yaml", "description: x\nmappings:\n  - name: acme\n    for: {produkt: linux}\n    fields: {a: [beta]}\n");
        var run = await ProgramRun.Of("scan", _evidence.Log("a.json", "{}\n"), "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--content", content);
        Assert.Equal(ExitCode.WrongArguments, run.Code);
        Assert.Contains("acme.yaml:4:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_UnknownLogSource_IsCountedAndNeverMatched()
    {
        var run = await ProgramRun.Of("scan", _evidence.Log("a.json", "{\"a\":\"b\"}\n"), "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--output", "ndjson");
        Assert.Equal(ExitCode.Nothing, run.Code);
        Assert.Contains("1 event no rule looked at: json: a (1)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_LogSourceNamed_IsNotThatOfEventsThatHaveOne()
    {
        const string sysmon = """{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","a":"b"}""";
        var finding = Assert.Single((await _evidence.Scan(_evidence.Log("a.json", sysmon + "\n{\"a\":\"b\"}\n"))).Findings);
        Assert.Equal(sysmon.Length + 1, finding.GetProperty("log.offset").GetInt64());
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "2026-03-01T10:00:02Z", "0 1")]
    [InlineData("2026-03-01T10:00:01Z", null, "1 2")]
    [InlineData(null, "2026-03-01T12:00:01+02:00", "0")]
    [InlineData("2026-03-01", "2026-03-01", "0 1 2")]
    [InlineData("2026-03-02", null, "")]
    public async Task Scan_FromTo_IncludesTheFirstMomentAndNotTheLast(string? from, string? to, string expected)
    {
        var log = _evidence.Log("a.json", string.Concat(Enumerable.Range(0, 3).Select(i => $"{{\"timestamp\":\"2026-03-01T12:00:0{i}+02:00\",\"a\":\"b\",\"n\":\"{i}\"}}\n")));
        string[] bounds = [.. from is null ? (string[])[] : ["--from", from], .. to is null ? (string[])[] : ["--to", to]];
        var run = await _evidence.Scan(log, ["--with-event", .. bounds]);
        Assert.Equal(expected, string.Join(' ', run.Findings.Select(f => f.GetProperty("event").GetProperty("n").GetString())));
        Assert.All(run.Findings, f => Assert.Equal($"2026-03-01T10:00:0{f.GetProperty("event").GetProperty("n").GetString()}Z", f.GetProperty("@timestamp").GetString()));
    }

    [Fact]
    public async Task Scan_FormatNamed_IsNotRecognised()
    {
        var log = _evidence.Log("pairs.log", "a=b c=d\n");
        Assert.Single((await _evidence.Scan(log, "--format", "keyvalue")).Findings);
        var other = await _evidence.Scan(log, "--format", "jsonl");
        Assert.Empty(other.Findings);
        Assert.Contains("not a JSON object", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Placeholders_ComeFromTheFile()
    {
        var rule = _evidence.RuleFile("admins.yml", "title: Admins\nlogsource: {product: linux}\ndetection: {s: {a|expand: '%admins%'}, condition: s}\n");
        var log = _evidence.Log("a.json", "{\"a\":\"b\"}\n{\"a\":\"x\"}\n");
        var without = await ProgramRun.Of(Evidence.ScanArguments(log, rule));
        Assert.Equal(ExitCode.WrongArguments, without.Code);
        var values = _evidence.RuleFile("values.txt", "admins: [b, c]\n");
        Assert.Single((await ProgramRun.Of(Evidence.ScanArguments(log, rule, "--placeholders", values))).Findings);
    }

    [Fact]
    public async Task Scan_WithEvent_ShowsTheFieldsOfTheSource()
    {
        const string record = """{"a":"b","text":"quote \" slash \\ tab \t ä","n":1.50,"big":12345678901234567890,"t":true,"nothing":null,"nested.x":["1",2],"empty":""}""";
        var run = await _evidence.Scan(_evidence.Log("a.json", record + "\n"), "--with-event");
        using var expected = System.Text.Json.JsonDocument.Parse(record);
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, Assert.Single(run.Findings).GetProperty("event")), run.Output);
        Assert.DoesNotContain("\"event\"", (await _evidence.Scan(_evidence.Log("a.json", record + "\n"))).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", 1)]
    [InlineData("2026-03-01T10:00:01Z", 0)]
    public async Task Scan_From_HidesEarlierEventsFromCorrelationsToo(string from, int expected)
    {
        var rules = _evidence.RuleFile("two.yml", Correlation);
        var log = _evidence.Log("a.json", string.Concat(Enumerable.Range(0, 2).Select(i => $"{{\"timestamp\":\"2026-03-01T10:00:0{i}Z\",\"a\":\"b\"}}\n")));
        Assert.Equal(expected, (await ProgramRun.Of(Evidence.ScanArguments(log, rules, "--from", from))).Findings.Count);
    }

    [Fact]
    public async Task Scan_Correlation_SaysWhatMadeItMatchAndNamesItsEvents()
    {
        var rules = _evidence.RuleFile("two.yml", Correlation);
        var log = _evidence.Log("a.json", string.Concat(Enumerable.Range(0, 2).Select(i => $"{{\"timestamp\":\"2026-03-01T10:00:0{i}Z\",\"a\":\"b\"}}\n")));
        var finding = Assert.Single((await ProgramRun.Of(Evidence.ScanArguments(log, rules))).Findings);
        Assert.Equal("""[{"field":"event_count","value":"2","pattern":">= 2 within 1m"}]""", finding.GetProperty("matches").GetRawText());
        var second = new FileInfo(log).Length / 2;
        Assert.Equal([0, second], finding.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("log.offset").GetInt64()));
        Assert.Equal(second, finding.GetProperty("log.offset").GetInt64());
    }

    [Theory]
    [InlineData("high", 1)]
    [InlineData("critical", 0)]
    public async Task Scan_CorrelationMilderThanWanted_IsNoFinding(string level, int expected)
    {
        var log = _evidence.Log("a.json", string.Concat(Enumerable.Range(0, 2).Select(i => $"{{\"timestamp\":\"2026-03-01T10:00:0{i}Z\",\"a\":\"b\"}}\n")));
        var run = await ProgramRun.Of(Evidence.ScanArguments(log, _evidence.RuleFile("two.yml", Correlation), "--min-level", level));
        Assert.Equal(expected, run.Findings.Count);
    }

    [Theory]
    [InlineData("H1", "h1")]
    [InlineData("h2", null)]
    public async Task Scan_CorrelationOverHosts_NamesTheHostOnlyWhenThereIsOne(string second, string? expected)
    {
        string[] hosts = ["h1", second];
        var log = _evidence.Log("a.json", string.Concat(hosts.Select(h => $"{{\"timestamp\":\"2026-03-01T10:00:00Z\",\"a\":\"b\",\"host\":{{\"name\":\"{h}\"}}}}\n")));
        var finding = Assert.Single((await ProgramRun.Of(Evidence.ScanArguments(log, _evidence.RuleFile("two.yml", Correlation)))).Findings);
        Assert.Equal(expected, finding.GetProperty("host.name").GetString());
    }

    [Theory]
    [InlineData("low", "2 rules")]
    [InlineData("medium", "1 rule")]
    public async Task Scan_RulesWithoutAnEvent_AreThoseThatAreWanted(string level, string expected)
    {
        var run = await ProgramRun.Of("scan", _evidence.Log("a.json", "{}\n"), "--rules", _evidence.RuleFile("two.yml", Rules), "--output", "ndjson", "--min-level", level);
        Assert.Matches($"No event for +{expected}: linux", run.Error);
    }

    [Fact]
    public async Task Scan_FileNamedTwice_IsReadOnce()
    {
        var log = _evidence.Log("a.json", "{\"a\":\"b\"}\n");
        var run = await _evidence.Scan(log, log, _evidence.Logs, Path.Combine(_evidence.Logs, ".", "a.json"));
        Assert.Single(run.Findings);
        Assert.Matches("Read +1 file,", run.Error);
    }

    [Fact]
    public async Task Scan_HitsWithoutATime_AreSaidAndAreNoUnreadableFile()
    {
        var run = await ProgramRun.Of(Evidence.ScanArguments(_evidence.Log("a.json", "{\"a\":\"b\"}\n"), _evidence.RuleFile("two.yml", Correlation)));
        Assert.Equal(ExitCode.Nothing, run.Code);
        Assert.Contains("1 hit without a time, not correlated", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not read", run.Error, StringComparison.Ordinal);
    }

    /// <summary>By its name, by the folder that it is in, and by links to either.</summary>
    [Theory]
    [InlineData("deep/a.json", "deep/a.json")]
    [InlineData("deep/a.json", "link.json")]
    [InlineData("link.json", "deep/a.json")]
    [InlineData("", "deep/a.json")]
    [InlineData("", "link.json")]
    [InlineData("deep", "linked/a.json")]
    [InlineData("linked", "deep/a.json")]
    public async Task Scan_OutNamesAnInput_LeavesItAlone(string input, string output)
    {
        var log = _evidence.Log("deep/a.json", "{\"a\":\"b\"}\n");
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "link.json"), log);
        Directory.CreateSymbolicLink(Path.Combine(_evidence.Logs, "linked"), Path.Combine(_evidence.Logs, "deep"));
        var run = await _evidence.Scan(Path.Combine(_evidence.Logs, input), "--out", Path.Combine(_evidence.Logs, output));
        Assert.Equal(ExitCode.WrongArguments, run.Code);
        Assert.Contains("--out", run.Error, StringComparison.Ordinal);
        Assert.Equal("{\"a\":\"b\"}\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Scan_OutNamesARule_LeavesItAlone()
    {
        var rule = _evidence.RuleFile("any.yml", Evidence.Rule);
        var run = await _evidence.Scan(_evidence.Log("a.json", "{}\n"), "--out", rule);
        Assert.Equal(ExitCode.WrongArguments, run.Code);
        Assert.Equal(Evidence.Rule, await File.ReadAllTextAsync(rule, TestContext.Current.CancellationToken));
    }

    /// <summary>Read while it is written, it would be one more log, or one without end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_NewOutInAFolderThatIsRead_IsNoInput(bool isThereAndEmpty)
    {
        var output = Path.Combine(_evidence.Logs, "found.ndjson");
        if (isThereAndEmpty) _evidence.Log("found.ndjson", "");
        _evidence.Log("a.json", "{\"a\":\"b\"}\n");
        var run = await _evidence.Scan(_evidence.Logs, "--out", output, "--threads", "1");
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Matches("Read +1 file,", run.Error);
        Assert.Single(await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken));
    }
}
