using System.Text;
using Watchfloor.Engine.Tests.Sigma;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Correlation;

public sealed class KeptValueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    public void Of_UpTo1KiB_IsKeptWhole(int length) => Assert.Equal(new string('x', length), Of(new string('x', length)));

    [Fact]
    public void Of_Longer_IsBoundedAndBeginsTheSame()
    {
        var kept = Of(new string('x', 1_000_000));
        Assert.StartsWith(new string('x', 1_024) + "…", kept, StringComparison.Ordinal);
        Assert.Equal(1_024 + 1 + 64, kept.Length);
    }

    [Fact]
    public void Of_LongValues_AreTheSameWhenTheyWere()
    {
        var value = new string('ä', 2_000);
        Assert.Equal(Of(value), Of(value));
        Assert.Equal(Of(value), Of(value.ToUpperInvariant()), ignoreCase: true);
        Assert.NotEqual(Of(value + "1"), Of(value + "2"), StringComparer.OrdinalIgnoreCase);
        Assert.NotEqual(Of(value), Of(value + "ä"), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("é", 1_023)]
    [InlineData("€", 1_022)]
    [InlineData("€", 1_023)]
    [InlineData("😀", 1_021)]
    [InlineData("😀", 1_023)]
    public void Of_CharacterAcrossTheLimit_IsNotCut(string character, int before) =>
        Assert.StartsWith(new string('x', before) + "…", Of(new string('x', before) + character + "rest"), StringComparison.Ordinal);

    [Fact]
    public void CorrelationValues_LongValue_IsKeptShort()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x") + """

            name: base
            ---
            title: Many
            correlation: {type: event_count, rules: [base], group-by: [User], timespan: 1m, condition: {gte: 2}}
            """.ReplaceLineEndings("\n"));
        var user = new string('u', 5_000);
        var view = SigmaRun.Decode($$"""{"f": "x", "User": "{{user}}"}""")[0];
        var matcher = new Matcher(set, SigmaRun.Catalog);
        matcher.Match(view, SigmaRun.Class);
        Assert.Equal([Of(user)], matcher.CorrelationValues(0));
    }

    private static string Of(string value) => KeptValue.Of(Encoding.UTF8.GetBytes(value));
}
