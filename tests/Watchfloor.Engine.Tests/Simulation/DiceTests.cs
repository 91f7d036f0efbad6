using Watchfloor.Simulation.Chance;

namespace Watchfloor.Engine.Tests.Simulation;

public sealed class DiceTests
{
    /// <summary>The values were computed by a program in another language, from the description of the generator.</summary>
    [Fact]
    public void Next_SeedAndName_GivesTheSequenceOfThePublishedGenerator()
    {
        var dice = new Dice(7, "sites");
        Assert.Equal([1066294438u, 3304882338u, 3999907424u, 3578490500u, 2161586916u], [.. Enumerable.Range(0, 5).Select(_ => dice.Next())]);
    }

    [Fact]
    public void Sequences_OtherSeedOrName_Differ()
    {
        Assert.NotEqual(new Dice(1, "a").NextLong(), new Dice(2, "a").NextLong());
        Assert.NotEqual(new Dice(1, "a").NextLong(), new Dice(1, "b").NextLong());
    }

    [Fact]
    public void Between_ManyTimes_ReachesBothEndsAndNothingBeyond()
    {
        var dice = new Dice(1, "ends");
        var seen = Enumerable.Range(0, 1_000).Select(_ => dice.Between(3, 7)).Distinct().Order();
        Assert.Equal([3, 4, 5, 6, 7], seen);
        var far = Enumerable.Range(0, 1_000).Select(_ => dice.Between(5L, 6L)).Distinct().Order();
        Assert.Equal([5L, 6L], far);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.7071)]
    [InlineData(1e-9)]
    [InlineData(2.3283064365386963e-10)]
    public void Logarithm_UnitInterval_IsThatOfTheLibraryToTwelveDigits(double x) => Assert.Equal(Math.Log(x), Dice.Logarithm(x), 1e-11);

    [Fact]
    public void Wait_ManyTimes_HasItsMean()
    {
        var dice = new Dice(1, "mean");
        var mean = Enumerable.Range(0, 20_000).Average(_ => (double)dice.Wait(1_000));
        Assert.InRange(mean, 970, 1_030);
    }
}
