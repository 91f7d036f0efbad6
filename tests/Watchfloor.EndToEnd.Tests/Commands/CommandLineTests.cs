using SharpCompress.Common;
using SharpCompress.Writers.Zip;
using Watchfloor.Commands;
using Watchfloor.EndToEnd.Tests.Output;
using Watchfloor.Events;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.EndToEnd.Tests.Commands;

/// <summary>Arguments in, exit code and text out; the scan itself is played.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Whoami = """
        title: Whoami
        id: 7c0c1ed1-0000-4000-8000-000000000001
        level: high
        status: stable
        tags: [attack.discovery, attack.t1033]
        logsource: {product: windows, category: process_creation}
        detection:
          selection: {Image|endswith: '\whoami.exe'}
          condition: selection
        """;

    private const string Broken = """
        title: Broken
        logsource: {product: windows}
        detection:
          selection: {User|expand: '%Nobody%'}
          condition: selection
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-commands-");

    private string Rule => Write("whoami.yml", Whoami);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Scan_NothingFound_ExitsWithZero() => AssertScan(ExitCode.Nothing, [], []);

    [Fact]
    public void Scan_Findings_ExitsWithOne() => AssertScan(ExitCode.Found, [SampleScan.Finding(1, "h", null, 1)], []);

    [Fact]
    public void Scan_FindingsAndUnreadableFile_ExitsWithThree() =>
        AssertScan(ExitCode.Unreadable, [SampleScan.Finding(1, "h", null, 1)], [new InputFault("x.gz", "torn")]);

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "logs")]
    [InlineData("scan", "logs", "--rules", "R", "--min-level", "awful")]
    [InlineData("scan", "logs", "--rules", "R", "--status", "good")]
    [InlineData("scan", "logs", "--rules", "R", "--output", "pdf")]
    [InlineData("scan", "logs", "--rules", "R", "--format", "papyrus")]
    [InlineData("scan", "logs", "--rules", "R", "--logsource", "windows")]
    [InlineData("scan", "logs", "--rules", "R", "--logsource", "product=")]
    [InlineData("scan", "logs", "--rules", "R", "--threads", "0")]
    [InlineData("scan", "logs", "--rules", "R", "--from", "yesterday")]
    [InlineData("scan", "logs", "--rules", "R", "--from", "2026-03-02", "--to", "2026-03-01")]
    [InlineData("scan", "logs", "--rules", "R", "--nonsense")]
    [InlineData("scan", "logs", "--rules", "/nowhere/at/all")]
    [InlineData("scan", "logs", "--rules", "R", "--placeholders", "/nowhere/at/all")]
    [InlineData("scan", "logs", "--rules", "R", "--out", "/nowhere/at/all")]
    [InlineData("rules", "check", "/nowhere/at/all")]
    [InlineData("nonsense")]
    public void WrongArguments_ExitWithTwoAndSayWhy(params string[] arguments)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.WrongArguments, terminal.Run([.. arguments.Select(a => a == "R" ? Rule : a)]));
        Assert.NotEmpty(terminal.Error);
        Assert.Null(terminal.Request);
    }

    [Fact]
    public void Scan_HtmlOntoAScreen_AsksForAFile()
    {
        using var terminal = new FakeTerminal { IsScreen = true };
        Assert.Equal(ExitCode.WrongArguments, terminal.Run("scan", "logs", "--rules", Rule, "--output", "html"));
        Assert.Contains("--out", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_Options_ReachTheScan()
    {
        using var terminal = new FakeTerminal();
        terminal.Run("scan", "a", "b", "--rules", Rule, "--min-level", "HIGH", "--status", "stable", "test", "--tag", "attack.t1033", "--from", "2026-03-01T08:00:00+02:00",
            "--to", "2026-03-02", "--threads", "3", "--format", "json", "--logsource", "product=Linux,service=auth", "--with-event");
        var request = terminal.Request!;
        Assert.Equal(["a", "b"], request.Paths);
        Assert.Equal("Whoami", Assert.Single(request.Rules.Rules).Title);
        Assert.Equal(RuleLevel.High, request.Selection.MinLevel);
        Assert.Equal([RuleStatus.Stable, RuleStatus.Test], request.Selection.Statuses);
        Assert.Equal(["attack.t1033"], request.Selection.Tags);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero), request.From);
        // A day without a time is included whole.
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero), request.To);
        Assert.Equal(3, request.Threads);
        Assert.Equal("json", request.Format!.Name);
        Assert.Equal(new LogSource("linux", null, "auth"), request.LogSource);
        Assert.True(request.WithEvent);
    }

    [Fact]
    public void Scan_ToTheLastDayThereIs_IsWithoutEnd()
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("scan", "logs", "--rules", Rule, "--from", "0001-01-01", "--to", "9999-12-31"));
        Assert.Equal((DateTimeOffset.MinValue, DateTimeOffset.MaxValue), (terminal.Request!.From, terminal.Request.To));
    }

    [Fact]
    public void Scan_NothingSaid_WantsEverything()
    {
        using var terminal = new FakeTerminal();
        terminal.Run("scan", "a", "--rules", Rule);
        var request = terminal.Request!;
        Assert.Equal(RuleLevel.Informational, request.Selection.MinLevel);
        Assert.Empty(request.Selection.Statuses);
        Assert.Empty(request.Selection.Tags);
        Assert.Null(request.From);
        Assert.Null(request.To);
        Assert.Null(request.Format);
        Assert.Null(request.LogSource);
        Assert.Equal(0, request.Threads);
        Assert.False(request.WithEvent);
    }

    [Fact]
    public void Scan_OutFile_HoldsTheOutputAndStandardOutputNothing()
    {
        using var terminal = new FakeTerminal { Findings = [SampleScan.Finding(1, "h", null, 1)] };
        var file = Path.Combine(_folder.FullName, "out.ndjson");
        Assert.Equal(ExitCode.Found, terminal.Run("scan", "a", "--rules", Rule, "--output", "ndjson", "--out", file));
        Assert.StartsWith("{\"@timestamp\":null,", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Empty(terminal.Output);
        Assert.Contains("1 finding", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_Interrupted_SaysSoAndKeepsTheExitCodeOfWhatWasFound()
    {
        using var terminal = new FakeTerminal { Findings = [SampleScan.Finding(1, "h", null, 1)], Report = new() { Findings = 1, Inputs = [], RulesLoaded = 1, Cancelled = true } };
        Assert.Equal(ExitCode.Found, terminal.Run("scan", "a", "--rules", Rule, "--output", "csv"));
        Assert.Contains("Interrupted", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_RefusedRule_IsLocatedAndCounted()
    {
        var broken = Write("broken.yml", Broken);
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Found, terminal.Run("rules", "check", _folder.FullName, Rule));
        var lines = terminal.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("2 rules, 1 loaded, 1 refused", lines[^1]);
        Assert.StartsWith(broken + ":4:", lines[0], StringComparison.Ordinal);
        Assert.Contains("%Nobody%", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PlaceholdersGiven_LoadsTheRule()
    {
        Write("broken.yml", Broken);
        var values = Write("values.txt", "Nobody: [root, '%admin%']\n");
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("rules", "check", _folder.FullName, "--placeholders", values));
        Assert.Equal("1 rules, 1 loaded, 0 refused\n", terminal.Output);
    }

    [Fact]
    public void Check_PlaceholderFileWithAFault_IsRefusedWithItsPlace()
    {
        var values = Write("values.txt", "Nobody: [root, {a: b}]\n");
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.WrongArguments, terminal.Run("rules", "check", Rule, "--placeholders", values));
        Assert.StartsWith(values + ":1:16:", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Zip_ReadsTheRulesInIt()
    {
        var zip = Path.Combine(_folder.FullName, "rules.zip");
        using (var file = File.Create(zip))
        using (var writer = new ZipWriter(file, new ZipWriterOptions(CompressionType.Deflate)))
        {
            writer.Write("sigma/whoami.yml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Whoami)), new ZipWriterEntryOptions());
            writer.Write("sigma/README.md", new MemoryStream("no rule"u8.ToArray()), new ZipWriterEntryOptions());
        }

        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("rules", "check", zip));
        Assert.Equal("1 rules, 1 loaded, 0 refused\n", terminal.Output);
    }

    [Theory]
    [InlineData("Whoami", "--level", "high")]
    [InlineData("", "--level", "critical")]
    [InlineData("Whoami", "--tag", "attack.t1033")]
    [InlineData("Whoami", "--tag", "ATTACK.T1033")]
    [InlineData("", "--tag", "attack.t103")]
    [InlineData("Whoami", "--status", "test", "stable")]
    [InlineData("", "--status", "test")]
    [InlineData("Whoami", "--logsource", "product=windows")]
    [InlineData("", "--logsource", "product=windows,service=security")]
    public void List_Wishes_AreMet(string expected, params string[] wishes)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run(["rules", "list", Rule, "--output", "ndjson", .. wishes]));
        Assert.Equal(expected.Length > 0, terminal.Output.Contains("\"rule.name\":\"Whoami\"", StringComparison.Ordinal));
    }

    [Fact]
    public void List_Table_NamesTheRule()
    {
        using var terminal = new FakeTerminal();
        terminal.Run("rules", "list", Rule);
        Assert.Contains("high   stable  windows/process_creation/*  Whoami  7c0c1ed1-0000-4000-8000-000000000001\n", terminal.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 rule\n", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_Correlation_IsListedUnlessALogSourceIsWanted()
    {
        var rules = Write("many.yml", Whoami + """

            ---
            title: Many Whoami
            correlation: {type: event_count, rules: [7c0c1ed1-0000-4000-8000-000000000001], group-by: [User], timespan: 5m, condition: {gte: 5}}
            level: critical
            """.ReplaceLineEndings("\n"));
        using var all = new FakeTerminal();
        all.Run("rules", "list", rules);
        Assert.StartsWith("critical", all.Output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("correlation", all.Output, StringComparison.Ordinal);
        using var some = new FakeTerminal();
        some.Run("rules", "list", rules, "--logsource", "product=windows");
        Assert.EndsWith("\n1 rule\n", some.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("scan", "--help")]
    [InlineData("rules", "check", "--help")]
    [InlineData("rules", "list", "--help")]
    [InlineData("rules", "explain", "--help")]
    public void Help_EveryCommand_ShowsWhatToType(params string[] arguments)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run(arguments));
        Assert.Contains("\n  watchfloor ", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default")]
    [InlineData("zsh", "#compdef watchfloor")]
    [InlineData("fish", "complete -c watchfloor")]
    public void Completion_EveryShell_HasAScript(string shell, string expected)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("completion", shell));
        Assert.Contains(expected, terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watchfloor sc", "scan")]
    [InlineData("watchfloor scan x --min-level h", "high")]
    [InlineData("watchfloor scan x --output ht", "html")]
    [InlineData("watchfloor rules ", "explain")]
    public void Suggest_UnfinishedLine_OffersWhatFits(string line, string expected)
    {
        using var terminal = new FakeTerminal();
        terminal.Run($"[suggest:{line.Length}]", line);
        Assert.Contains(expected, terminal.Output.Split('\n'));
    }

    private void AssertScan(int code, IReadOnlyList<Finding> findings, IReadOnlyList<InputFault> faults)
    {
        using var terminal = new FakeTerminal { Findings = findings, Report = new() { Findings = 0, Inputs = [], RulesLoaded = 1, Faults = faults } };
        Assert.Equal(code, terminal.Run("scan", "logs", "--rules", Rule));
        foreach (var fault in faults) Assert.Contains(fault.File + ": " + fault.Reason, terminal.Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
