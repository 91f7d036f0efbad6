using System.Text;
using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>Rules made to break a matcher: each is matched in little time and memory, or refused with a reason.</summary>
public sealed class HostileRuleTests : IDisposable
{
    private const long MaxPeakBytes = 500_000_000;

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("'^(a+)+$'")]
    [InlineData("'(a|a)*(a|a)*(a|a)*[^a]x'")]
    [InlineData("'.*.*.*.*.*.*.*.*=x'")]
    public Task Scan_RegexThatBacktracksForEver_IsMatchedInLinearTime(string regex) => AssertMatches($"    a|re: {regex}\n", 0);

    [Theory]
    [InlineData("'(a{1000}){1000}b'", "too large")]
    [InlineData(@"'(?:a(?:k+?\p{L}{1,40}\b){90})'", "too large")]
    [InlineData("'((((a{0,50}){0,50}){0,50}){0,50})!x'", "too large")]
    public Task Check_RegexThatGrowsWithoutEnd_IsRefused(string regex, string reason) => AssertRefused($"    a|re: {regex}\n", reason);

    [Fact]
    public Task Check_RegexesWithoutNumber_AreRefused() =>
        AssertRefused("    a|re:\n" + Lines(501, i => $"      - 'v{i}.*x'\n"), "more than 500 regular expressions");

    [Fact]
    public Task Scan_ManyRegexes_AreMatched() => AssertMatches("    a|re:\n" + Lines(499, i => $"      - 'v{i}.*x'\n") + "      - '^b$'\n", 1);

    [Fact]
    public Task Scan_AHundredThousandValues_AreMatched() => AssertMatches("    a:\n" + Lines(99_999, i => $"      - value{i}\n") + "      - b\n", 1);

    [Fact]
    public Task Scan_AHundredThousandParts_AreMatched() => AssertMatches("    a|contains:\n" + Lines(99_999, i => $"      - value{i}\n") + "      - b\n", 1);

    [Fact]
    public Task Check_MoreValues_AreRefused() => AssertRefused("    a:\n" + Lines(100_001, i => $"      - value{i}\n"), "more than 100,000 values");

    [Fact]
    public Task Check_VariantsThatMultiply_AreRefused() =>
        AssertRefused($"    a|windash|contains: '{string.Concat(Enumerable.Repeat(" -a", 40))}'\n", "more than 4,096 alternatives");

    [Fact]
    public Task Scan_WildcardsWithoutNumber_AreMatched() => AssertMatches($"    a: '{string.Concat(Enumerable.Repeat("*a", 2_000))}*x'\n", 0);

    [Theory]
    [InlineData("(", ")", "nested")]
    [InlineData("not ", "", null)]
    public async Task Check_ConditionWithoutEnd_IsReadOrRefused(string before, string behind, string? reason)
    {
        var condition = string.Concat(Enumerable.Repeat(before, 50_000)) + "s" + string.Concat(Enumerable.Repeat(behind, 50_000));
        var run = await ProgramRun.Of("rules", "check", _evidence.RuleFile("x.yml", $"title: X\nlogsource: {{product: linux}}\ndetection:\n  s: {{a: b}}\n  condition: {condition}\n"));
        Assert.Equal(reason is null ? ExitCode.Nothing : ExitCode.Found, run.Code);
        if (reason is not null) Assert.Contains(reason, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n")]
    [InlineData("a: &a [*a]\n")]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 100_000)]
    public async Task Check_YamlBomb_IsRefused(string yaml, int times = 1)
    {
        var run = await ProgramRun.Of("rules", "check", _evidence.RuleFile("x.yml", string.Concat(Enumerable.Repeat(yaml, times))));
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Contains("1 refused", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }

    [Theory]
    [InlineData("rules", "check", "HUGE.yml")]
    [InlineData("rules", "check", "RULE", "--placeholders", "HUGE.yml")]
    [InlineData("scan", "RULE", "--rules", "RULE", "--content", "HUGE.yml")]
    public async Task AnyContent_FileOfFourGigabytes_IsNotReadToItsEnd(params string[] arguments)
    {
        var rule = _evidence.RuleFile("x.yml", Evidence.Rule);
        var huge = _evidence.RuleFile("huge.yml", "");
        await using (var file = File.OpenWrite(huge)) file.SetLength(4L << 30); // takes no room on the disk
        var run = await ProgramRun.Of([.. arguments.Select(a => a switch { "RULE" => rule, "HUGE.yml" => huge, _ => a })]);
        Assert.True(run.Code is ExitCode.Found or ExitCode.WrongArguments, $"{run.Code}: {run.Error}");
        Assert.Contains("at most 4,194,304", run.Output + run.Error, StringComparison.Ordinal);
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }

    private async Task AssertMatches(string detection, int findings)
    {
        var log = _evidence.Log("a.json", "{\"a\":\"" + new string('a', 100_000) + "!\"}\n{\"a\":\"b\"}\n");
        var run = await ProgramRun.Of(Evidence.ScanArguments(log, _evidence.RuleFile("x.yml", Rule(detection))));
        Assert.True(run.Code is ExitCode.Nothing or ExitCode.Found, run.Error);
        Assert.Equal(findings, run.Findings.Count);
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }

    private async Task AssertRefused(string detection, string reason)
    {
        var run = await ProgramRun.Of("rules", "check", _evidence.RuleFile("x.yml", Rule(detection)));
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Contains(reason, run.Output, StringComparison.Ordinal);
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }

    private static string Rule(string detection) => "title: X\nlogsource: {product: linux}\ndetection:\n  condition: s\n  s:\n" + detection;

    private static string Lines(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(line(i));
        return text.ToString();
    }
}
