using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>What reports say of a correlation's condition.</summary>
public sealed class CorrelationTextTests
{
    [Theory]
    [InlineData("type: event_count, timespan: 90s, condition: {gte: 10}", ">= 10 within 90s")]
    [InlineData("type: event_count, timespan: 3h, condition: {gte: 3, lte: 5}", ">= 3 and <= 5 within 3h")]
    [InlineData("type: event_count, timespan: 60m, condition: {gt: 1, lt: 5}", "> 1 and < 5 within 1h")]
    [InlineData("type: event_count, timespan: 24h, condition: {neq: 2}", "!= 2 within 1d")]
    [InlineData("type: value_count, timespan: 120s, condition: {field: [User, Host], eq: 3}", "of User, Host = 3 within 2m")]
    [InlineData("type: value_sum, timespan: 1h, condition: {field: Bytes, gt: 0.5}", "of Bytes > 0.5 within 1h")]
    [InlineData("type: value_percentile, timespan: 1h, condition: {field: Bytes, percentile: 95, gt: 7}", "of Bytes at percentile 95 > 7 within 1h")]
    [InlineData("type: temporal, timespan: 25h", "of login, logout, copy >= 3 within 25h")]
    [InlineData("type: temporal_ordered, timespan: 1d", "of login, then logout, then copy >= 3 within 1d")]
    [InlineData("type: temporal, timespan: 1m, condition: login and not (logout or copy)", "login and not (logout or copy) within 1m")]
    [InlineData("type: temporal, timespan: 1m, condition: not logout and copy or login", "(not logout and copy) or login within 1m")]
    public void Pattern_Condition_IsInWords(string correlation, string expected)
    {
        const string rule = "title: NAME\nname: NAME\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}\n---\n";
        var rules = string.Concat(new[] { "login", "logout", "copy" }.Select(name => rule.Replace("NAME", name, StringComparison.Ordinal)));
        var set = RuleSet.Load([RuleFile.FromText("x.yml", rules + $"title: X\ncorrelation: {{rules: [login, logout, copy], group-by: [], {correlation}}}\n")]);
        Assert.Empty(set.Faults);
        Assert.Equal(expected, Assert.Single(set.Correlations.Correlations).Pattern);
    }
}
