using System.Diagnostics;
using CsCheck;

namespace Watchfloor.Platform.Tests.Store;

/// <summary>Whatever happens, a replay from the cursor leaves every event in the store once.</summary>
public sealed class ReplayTests
{
    private const string ChildFolder = "WATCHFLOOR_TEST_STORE_FOLDER";
    private const string ChildPoint = "WATCHFLOOR_TEST_STORE_POINT";
    private const int Entries = 60;

    [Fact]
    public async Task Replay_TwoClassesAndDays_NothingLostNothingTwice() =>
        await Gen.Select(Gen.Int[0, 3].Array[1, 12], Gen.Int[0, 12], Gen.Int[1, 4]).SampleAsync(
            async (kinds, crash, together) =>
            {
                var folder = Directory.CreateTempSubdirectory("watchfloor-replay-").FullName;
                try
                {
                    // The first writing ends in one file's commit: that file has more than the others.
                    using (var first = new StoreRun(folder)) Feed(first, kinds, 0, together, crash);
                    using var second = new StoreRun(folder);
                    Feed(second, kinds, second.Store.Writer.Cursor, 1, int.MaxValue);
                    second.Settle(kinds.Length * 10);
                    var found = await second.NumbersAsync(null);
                    Assert.Equal(Enumerable.Range(0, kinds.Length), found.Order());
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }
            },
            iter: 25, threads: 1);

    [Theory]
    [InlineData("store.before-commit")]
    [InlineData("store.after-commit")]
    public async Task Kill_AtACommit_NothingLostNothingTwice(string point)
    {
        var folder = Directory.CreateTempSubdirectory("watchfloor-kill-").FullName;
        try
        {
            for (var kills = 0; kills < 3; kills++)
            {
                var start = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [ChildFolder] = folder, [ChildPoint] = $"{point} {kills + 2}" } };
                using var child = Process.Start(start)!;
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(137, child.ExitCode);
            }

            using var run = new StoreRun(folder);
            Feed(run, Kinds, run.Store.Writer.Cursor, 1, int.MaxValue);
            run.Settle(Entries * 10);
            Assert.Equal(Enumerable.Range(0, Entries), (await run.NumbersAsync(null)).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Rewind_LogLost_NewEventsAtOldOffsetsAreKept()
    {
        using var run = new StoreRun();
        run.Add(["""{"n":1}"""]);
        run.Store.Writer.Rewind(0);
        Feed(run, [0], 0, 1, int.MaxValue);
        run.Settle(10);

        Assert.Equal([0, 1], (await run.NumbersAsync(null)).Order());
    }

    private static int[] Kinds { get; } = [.. Enumerable.Range(0, Entries).Select(i => i * 7 % 4)];

    /// <summary>Log entries, one event each, ten offsets apart: of either class and received on either of two days.</summary>
    private static void Feed(StoreRun run, int[] kinds, long from, int together, int crash)
    {
        var commits = 0;
        using var dead = new CancellationTokenSource();
        run.Store.Writer.AtPoint = point =>
        {
            if (point != "store.before-commit" || ++commits <= crash) return;
            dead.Cancel();
            // The writer ends here without its commit, as if the process had died.
            throw new OperationCanceledException();
        };
        try
        {
            Feed(run, kinds, from, together, dead.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (crash < int.MaxValue) run.Store.Writer.Dispose();
        run.Store.Writer.AtPoint = null;
    }

    private static void Feed(StoreRun run, int[] kinds, long from, int together, CancellationToken cancellation)
    {
        var rows = run.Store.Writer.Rent();
        var entries = 0;
        for (var i = 0; i < kinds.Length; i++)
        {
            if (i * 10 < from) continue;
            run.Fill(rows, $$"""{"n":{{i}}}""" + "\n", StoreRun.Noon.AddDays(kinds[i] & 1), kinds[i] > 1 ? "long" : "std", "json", i * 10);
            rows.Advance((i + 1) * 10);
            if (++entries % together != 0) continue;
            run.Store.Writer.Enqueue(rows, cancellation);
            rows = run.Store.Writer.Rent();
        }

        rows.Advance(kinds.Length * 10);
        run.Store.Writer.Enqueue(rows, cancellation);
    }

    /// <summary>The killed process: this program again, writing until it dies at the wanted commit.</summary>
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildFolder) is not { } folder) return;
        var point = Environment.GetEnvironmentVariable(ChildPoint)!.Split(' ');
        var left = int.Parse(point[1], System.Globalization.CultureInfo.InvariantCulture);
        var run = new StoreRun(folder, o => o with { CommitInterval = TimeSpan.Zero });
        var fed = run.Store.Writer.Cursor;
        run.Store.Writer.AtPoint = at =>
        {
            if (at == point[0] && --left == 0) Process.GetCurrentProcess().Kill();
        };
        var rows = run.Store.Writer.Rent();
        for (var i = 0; i < Entries; i++)
        {
            if (i * 10 < fed) continue;
            run.Fill(rows, $$"""{"n":{{i}}}""" + "\n", StoreRun.Noon.AddDays(Kinds[i] & 1), Kinds[i] > 1 ? "long" : "std", "json", i * 10);
            rows.Advance((i + 1) * 10);
            if (i % 5 != 4) continue;
            run.Store.Writer.Enqueue(rows, CancellationToken.None);
            rows = run.Store.Writer.Rent();
        }

        Thread.Sleep(Timeout.Infinite);
    }
}
