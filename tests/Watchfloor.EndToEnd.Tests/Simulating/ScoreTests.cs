using Watchfloor.Sigma;
using Watchfloor.Simulate;

namespace Watchfloor.EndToEnd.Tests.Simulating;

public sealed class ScoreTests
{
    private static readonly DateTimeOffset _nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private const string Lines = """
        {"story":"s","order":0,"step":"a","techniques":["T1033"],"time":"2026-03-02T09:00:00Z","file":"windows.ndjson","offset":100,"length":50,"known_by":["h","7"]}
        {"story":"s","order":0,"step":"a","techniques":["T1033"],"time":"2026-03-02T09:00:10Z","file":"windows.ndjson","offset":200,"length":50,"known_by":["h","8"]}
        {"story":"s","order":1,"step":"b","techniques":["T1486"],"time":"2026-03-02T09:05:00Z","file":"auditd.log","offset":0,"length":300,"known_by":["web","55"]}
        """;

    private static Truth Truth() => Simulate.Truth.Read(new StringReader(Lines));

    [Theory]
    [InlineData("/x/logs/windows.ndjson", 100, "a")]
    [InlineData("day.zip!windows.ndjson", 249, "a")]
    [InlineData("windows.ndjson", 250, null)]
    [InlineData("windows.ndjson", 150, null)]
    [InlineData("windows.ndjson", 99, null)]
    [InlineData("auditd.log", 120, "b")]
    [InlineData("other.log", 100, null)]
    public void At_Place_IsTheEventThatStandsThere(string file, long offset, string? step) => Assert.Equal(step, Truth().At(file, offset)?.Step);

    [Theory]
    [InlineData("a", "7", "h", "x")]
    [InlineData(null, "7", "other")]
    [InlineData("b", "55", "web")]
    [InlineData(null, "h")]
    public void With_Values_NeedsAllThatTheEventIsKnownBy(string? step, params string[] values) => Assert.Equal(step, Truth().With(new HashSet<string>(values))?.Step);

    [Fact]
    public void Of_Hits_CountsStepsAlertsAndTimes()
    {
        var truth = Truth();
        Hit[] hits =
        [
            new("Good", RuleLevel.High, "h", _nine.AddSeconds(10), [truth.Events[1]]),
            new("Good", RuleLevel.High, "h", _nine.AddSeconds(20), []),
            new("Noise", RuleLevel.Low, "h", _nine.AddMinutes(1), []),
            new("Noise", RuleLevel.Low, "h", _nine.AddMinutes(2), []),
            new("Noise", RuleLevel.Low, "h", _nine.AddHours(1), []),
            new("Noise", RuleLevel.Low, "i", _nine.AddDays(2), []),
        ];
        var score = Score.Of(truth, hits);
        Assert.Equal([(2, 1, TimeSpan.FromSeconds(10)), (1, 0, null)], score.Steps.Select(s => (s.Events, s.Found, s.After)));
        Assert.Equal(["Good"], score.Steps[0].Rules);
        Assert.Equal((2, 1, TimeSpan.FromSeconds(10)), (score.Stories[0].Steps, score.Stories[0].Found, score.Stories[0].After));
        // The same rule on the same host within an hour is one alert, and true when any of its events is.
        var high = score.Levels.Single(l => l.Level == RuleLevel.High);
        Assert.Equal((1, 0), (high.True, high.False));
        var low = score.Levels.Single(l => l.Level == RuleLevel.Low);
        Assert.Equal((0, 3), (low.True, low.False));
        Assert.Equal(1.5, low.FalseADay, 0.01);
        Assert.Equal((0.5, 0.25), (score.Recall, score.Precision));
        Assert.Equal(("Noise", RuleLevel.Low, 3), score.Noisiest[0]);
    }

    [Fact]
    public void OfFindings_Correlation_IsTrueWhenAMemberIs()
    {
        const string line = """{"@timestamp":"2026-03-02T09:00:10Z","rule.name":"Many","rule.level":"medium","host.name":null,"log.file.path":"x.log","log.offset":1,"events":[{"log.file.path":"x.log","log.offset":1},{"log.file.path":"windows.ndjson","log.offset":200}]}""";
        var hit = Assert.Single(Hits.OfFindings(new StringReader(line), Truth()));
        Assert.Equal(("Many", RuleLevel.Medium, "", 1), (hit.Rule, hit.Level, hit.Host, hit.Truth.Count));
    }

    [Fact]
    public void OfFindings_OtherText_IsNamedByLine() =>
        Assert.StartsWith("line 1 is no finding", Assert.Throws<FormatException>(() => Hits.OfFindings(new StringReader("{}"), Truth()).ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OtherText_IsNamedByLine() =>
        Assert.StartsWith("line 2 is no line of a truth file", Assert.Throws<FormatException>(() => Simulate.Truth.Read(new StringReader(Lines[..Lines.IndexOf('\n')] + "\nnothing"))).Message, StringComparison.Ordinal);
}
