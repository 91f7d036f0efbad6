using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>Blocks that wait for a thread hold memory, so that only so many may.</summary>
public sealed class BlockQueueTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    public void Add_MoreThanMayWait_GivesBackTheOldest(int threads, int mayWait)
    {
        var queue = new BlockQueue(threads, files: 1, CancellationToken.None);
        for (var place = 0; place < mayWait; place++)
        {
            queue.Add(Block(place), out var none);
            Assert.Null(none);
        }

        for (var place = 0; place < 3; place++)
        {
            queue.Add(Block(mayWait + place), out var surplus);
            Assert.Equal(place, surplus?.Place);
        }
    }

    private static ScanBlock Block(int place) => new(null!, null!, place, null!, IsDecoded: true);
}
