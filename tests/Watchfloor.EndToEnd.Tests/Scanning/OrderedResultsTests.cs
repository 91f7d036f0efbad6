using Watchfloor.Output;
using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>The order of results, and the bound on those that wait.</summary>
public sealed class OrderedResultsTests
{
    private readonly List<(int File, long Offset)> _hits = [];

    [Fact]
    public void IsFull_TooMuchWaitsForTheFirstFile_HoldsBackTheOthersUntilItEnds()
    {
        var results = Results(files: 3);
        results.Add(1, 0, Block(10_000));
        Assert.False(results.IsFull(1));
        results.Add(1, 1, Block(1));
        Assert.True(results.IsFull(1));
        Assert.True(results.IsFull(2));
        Assert.False(results.IsFull(0));
        results.EndFile(0);
        Assert.False(results.IsFull(2));
        Assert.Equal(10_001, _hits.Count);
    }

    [Fact]
    public void Add_BlocksOutOfOrder_AreTakenInOrder()
    {
        var results = Results(files: 2);
        results.Add(1, 0, Block(1));
        results.Add(0, 1, Block(1));
        Assert.Empty(_hits);
        results.Add(0, 0, Block(2));
        Assert.Equal([(0, 0L), (0, 1L), (0, 0L)], _hits);
        results.EndFile(0);
        Assert.Equal((1, 0L), _hits[^1]);
    }

    private OrderedResults Results(int files) => new(files, new CsvWriter(TextWriter.Null), (file, hit) => _hits.Add((file, hit.Event.Offset)));

    private static BlockResult Block(int hits)
    {
        var result = new BlockResult();
        for (var i = 0; i < hits; i++) result.Hits.Add(new PendingHit(0, new FindingMember("log", i, null), null, []));
        return result;
    }
}
