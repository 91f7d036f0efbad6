using System.Diagnostics;
using System.Globalization;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Kills the server while numbered events come in: nothing is lost, doubled, raised twice or left out of the ledger.</summary>
public sealed class KillTests
{
    private const string Kills = "WATCHFLOOR_KILLS";
    private const int ByKill = 137; // as a shell counts: 128 and SIGKILL

    private static readonly string[] _points =
    [
        "log.before-write", "log.before-sync", "log.after-sync", "state.before-commit", "state.after-commit", "store.before-commit", "store.after-commit",
        "ledger.before-seal", "ledger.after-seal",
    ];

    public static TheoryData<string> Points => [.. _points, "checkpoint.before", "checkpoint.after"];

    /// <summary>Twenty kills, or as many as the variable says; then one in four is at a commit.</summary>
    [Fact]
    public async Task Serve_KilledAtRandomTimes_LosesAndDoublesNothing()
    {
        var soak = Environment.GetEnvironmentVariable(Kills);
        var kills = int.Parse(soak ?? "20", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        Say($"seed {seed}");
        await using var run = new NumberedRun();
        for (var kill = 1; kill <= kills; kill++)
        {
            var point = soak is not null && random.Next(4) == 0 ? $"{random.GetItems(_points, 1)[0]}:{random.Next(1, 10)}" : null;
            var started = Stopwatch.StartNew();
            if (point is not null)
            {
                await KillAtAsync(run, point);
            }
            else
            {
                await run.StartAsync();
                // Some are killed while they still read their log; what those were sent is compared after the next start.
                if (random.Next(4) > 0) await run.CompareAsync();
                await Task.Delay(random.Next(50, 1_200), TestContext.Current.CancellationToken);
                await run.KillAsync();
            }

            Say($"kill {kill} of {kills}: {point ?? "any time"}, {started.Elapsed.TotalSeconds:0.0} s, {run.Acknowledged} events acknowledged");
        }

        await run.StartAsync();
        await run.FinishAsync();
        Say($"{kills} kills, {run.Acknowledged} events acknowledged: none lost, none doubled, alerts as undisturbed, the ledger verifies");
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Serve_KilledAtACommit_LosesAndDoublesNothing(string point)
    {
        Assert.SkipUnless(File.Exists(ServerProcess.WithFaults), "the program with fault points is not built: see publish_faults in scripts/build.sh");
        await using var run = new NumberedRun();
        foreach (var passing in point.StartsWith("checkpoint", StringComparison.Ordinal) ? [1, 1] : new[] { 1, 3 }) await KillAtAsync(run, $"{point}:{passing}");
        await run.StartAsync();
        await run.FinishAsync();
    }

    private static async Task KillAtAsync(NumberedRun run, string fault)
    {
        await run.StartAsync(ServerProcess.WithFaults, new Dictionary<string, string> { [ServerProcess.Fault] = fault });
        if (fault.StartsWith("checkpoint", StringComparison.Ordinal))
        {
            await run.AcknowledgedAsync(2_000);
            // The last checkpoint is written at the end.
            Assert.Equal(ByKill, await run.Server.TerminateAsync());
        }

        Assert.Equal(ByKill, await run.Server.EndedAsync());
        await run.KillAsync();
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
