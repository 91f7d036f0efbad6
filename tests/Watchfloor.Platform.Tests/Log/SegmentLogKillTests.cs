using System.Diagnostics;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

public sealed class SegmentLogKillTests
{
    private const int Kills = 20;

    [Fact]
    public async Task Kill_TwentyTimes_KeepsWhatWasAcknowledged()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        List<(int, long)> acknowledged = [];
        for (var life = 0; life < Kills; life++) acknowledged.AddRange(await LiveAsync(folder, life * 1_000_000, random.Next(1, 1500)));
        await using var log = SegmentLog.Open(folder, Entries.Small, TimeProvider.System);
        var read = log.ReadAll();
        Assert.Empty(log.Damage);
        Assert.Equal(read.Numbers().Distinct().Order(), read.Numbers());
        Assert.Equal(acknowledged, read.Intersect(acknowledged));
    }

    private static async Task<List<(int Number, long Offset)>> LiveAsync(string folder, int first, int acknowledgements)
    {
        using var child = new Process();
        child.StartInfo = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        child.StartInfo.Environment[KilledChild.Variable] = $"{first}:{folder}";
        child.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using var end = deadline.Token.Register(child.Kill);
        List<(int, long)> acknowledged = [];
        while (await child.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            // What is left in the pipe when it dies was acknowledged too; a half line was not.
            if (line.Split(' ') is [var number, var offset] && int.TryParse(number, out var n) && long.TryParse(offset, out var o)) acknowledged.Add((n, o));
            if (acknowledged.Count == acknowledgements) child.Kill();
        }

        await child.WaitForExitAsync(deadline.Token);
        Assert.Equal(137, child.ExitCode);
        return acknowledged;
    }
}
