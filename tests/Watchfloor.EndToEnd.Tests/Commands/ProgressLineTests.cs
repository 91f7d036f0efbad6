using Watchfloor.Commands;
using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Commands;

public sealed class ProgressLineTests
{
    [Fact]
    public void Format_HalfDone_SaysShareRatesAndTimeLeft()
    {
        var progress = new ScanProgress();
        progress.Expect(200_000_000);
        progress.Done(100_000_000);
        progress.Matched(500_000_000, 40_000, 3);
        Assert.Equal("████████████░░░░░░░░░░░░  50 %  50.0 MB/s  4,000 events/s  3 findings  10 s left", ProgressLine.Format(progress, TimeSpan.FromSeconds(10), 120));
    }

    [Fact]
    public void Format_NothingReadYet_PromisesNothing()
    {
        Assert.Equal("░░░░░░░░░░░░░░░░░░░░░░░░   0 %  0 B/s  0 events/s  0 findings", ProgressLine.Format(new ScanProgress(), TimeSpan.Zero, 120));
    }

    [Fact]
    public void Format_NarrowTerminal_NeverWraps() => Assert.Equal(40, ProgressLine.Format(new ScanProgress(), TimeSpan.Zero, 40).Length);
}
