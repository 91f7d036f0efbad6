using Watchfloor.Events;
using Watchfloor.Events.Catalog;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class ClassCacheTests
{
    private static EventClass Class(ulong number) => new([new LogSource(number.ToString())], new Dictionary<string, IReadOnlyList<string>>());

    [Fact]
    public void Find_ManyAnswers_NeverConfusesTwo()
    {
        var cache = new ClassCache();
        for (ulong i = 0; i < ClassCache.MaxEntries; i++) cache.Keep([i, i << 40], Class(i));
        for (ulong i = 0; i < ClassCache.MaxEntries; i++) Assert.Equal(i.ToString(), cache.Find([i, i << 40])!.Sources[0].Product);
        Assert.Null(cache.Find([1, 0]));
        Assert.Null(cache.Find([0, 1UL << 40]));
    }

    [Fact]
    public void Keep_MoreThanFit_GoesOnWithTheNewest()
    {
        var cache = new ClassCache();
        for (ulong i = 0; i <= ClassCache.MaxEntries; i++) cache.Keep([i], Class(i));
        Assert.Null(cache.Find([0]));
        Assert.NotNull(cache.Find([ClassCache.MaxEntries]));
    }

    [Fact]
    public void Keep_SameAnswersTwice_TakesOnePlace()
    {
        var cache = new ClassCache();
        var first = Class(1);
        cache.Keep([7], first);
        for (var i = 0; i < 2 * ClassCache.MaxEntries; i++) cache.Keep([8], Class(2));
        Assert.Same(first, cache.Find([7]));
    }

    [Fact]
    public void Find_WhileOthersKeep_AnswersRightOrNothing()
    {
        var cache = new ClassCache();
        Parallel.For(0, 40_000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            var key = (ulong)(i % 9_000);
            if (cache.Find([key]) is { } found) Assert.Equal(key.ToString(), found.Sources[0].Product);
            else cache.Keep([key], Class(key));
        });
    }
}
