using Watchfloor.Analysis.Detection;

namespace Watchfloor.Product.Tests.Analysis;

public sealed class StormBreakerTests
{
    private const long Minute = TimeSpan.TicksPerMinute;
    private const long Start = 1_000_000 * Minute;

    [Fact]
    public void MayOpen_AsManyAsAllowed_IsNoStorm()
    {
        var storms = new StormBreaker(3);

        for (var minute = 0; minute < 5; minute++)
            for (var group = 0; group < 3; group++)
                Assert.True(storms.MayOpen("r", Start + (minute * Minute)));

        Assert.Empty(storms.Changed);
    }

    [Fact]
    public void MayOpen_OneTooMany_StormsAndCounts()
    {
        var storms = new StormBreaker(3);

        var opened = Enumerable.Range(0, 10).Count(_ => storms.MayOpen("r", Start));

        Assert.Equal(3, opened);
        var storm = Assert.Single(storms.Changed);
        Assert.True(storm.HasBegun);
        Assert.Equal(7, storm.Suppressed);
        Assert.True(storms.MayOpen("another", Start));
    }

    [Fact]
    public void MayOpen_QuietForFiveMinutes_IsOver()
    {
        var storms = new StormBreaker(1);
        storms.MayOpen("r", Start);
        storms.MayOpen("r", Start);
        storms.Committed();

        Assert.False(storms.MayOpen("r", Start + (5 * Minute) - 1));
        Assert.False(storms.MayOpen("r", Start + (6 * Minute)));
        storms.Committed();
        Assert.True(storms.MayOpen("r", Start + (11 * Minute)));

        Assert.Equal(3, Assert.Single(storms.Changed).Ended);
    }

    [Fact]
    public void Resume_StormOfBefore_GoesOn()
    {
        var storms = new StormBreaker(100);
        storms.Resume("r", Start, Start + (5 * Minute), 7);

        Assert.False(storms.MayOpen("r", Start + Minute));
        Assert.Equal(8, Assert.Single(storms.Changed).Suppressed);
    }
}
