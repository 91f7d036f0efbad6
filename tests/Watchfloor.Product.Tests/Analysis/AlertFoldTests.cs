using Watchfloor.Analysis.Detection;
using Watchfloor.Analysis.Rules;
using Watchfloor.Sigma;

namespace Watchfloor.Product.Tests.Analysis;

public sealed class AlertFoldTests
{
    private static readonly long _noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    [Fact]
    public void KeyOf_SameHour_IsTheSame() =>
        Assert.Equal(Key("r", "h", _noon), Key("r", "h", _noon + TimeSpan.TicksPerHour - 1));

    [Fact]
    public void KeyOf_OtherRuleGroupOrHour_IsAnother()
    {
        UInt128[] keys = [Key("r", "h", _noon), Key("r2", "h", _noon), Key("r", "h2", _noon), Key("r", "h", _noon + TimeSpan.TicksPerHour), Key("r", "h", _noon - 1)];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Count_Repeats_AreOneChangeWithItsSpan()
    {
        var fold = new AlertFold();
        var alert = fold.Open(Alert(1));

        fold.Count(alert, _noon + 5, 100);
        fold.Count(alert, _noon + 1, 101);
        fold.Count(alert, _noon + 9, 102);

        Assert.Same(alert, Assert.Single(fold.Changed));
        Assert.Equal((3, _noon + 1, _noon + 9, 102L), (alert.NewHits, alert.FirstSeen, alert.LastSeen, alert.Updated));
        fold.Committed();
        Assert.Equal(0, alert.NewHits);
        Assert.Empty(fold.Changed);
        Assert.Same(alert, fold.Find(1));
    }

    [Fact]
    public void Id_IsUuidOfVersion7WithTheTimeItWasRaised()
    {
        var id = Alert(UInt128.MaxValue).Id;

        Assert.Equal(7, id.Version);
        Assert.Equal(8, id.Variant & 0xC);
        Assert.Equal(new DateTimeOffset(_noon, TimeSpan.Zero).ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    private static UInt128 Key(string rule, string host, long time) => AlertFold.KeyOf(rule, [new("host.name", host)], time);

    private static OpenAlert Alert(UInt128 key) => new()
    {
        Key = key,
        Head = AlertHead.Of(RuleSet.Load([RuleFile.FromText("r.yml", "title: t\nlogsource:\n  product: windows\ndetection:\n  s:\n    a: b\n  condition: s\n")]).Rules[0]),
        RuleSet = "",
        Group = [],
        Host = "",
        WindowStart = AlertFold.StartOf(_noon),
        Raised = _noon,
    };
}
