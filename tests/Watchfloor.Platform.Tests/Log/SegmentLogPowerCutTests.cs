using CsCheck;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>
/// Power cuts at random places, with and without failures before: what was acknowledged is there, what was refused is not, nothing is
/// torn, doubled or out of order.
/// </summary>
public sealed class SegmentLogPowerCutTests
{
    [Fact]
    public async Task PowerCut_Anywhere_KeepsWhatWasAcknowledged() =>
        await Gen.Select(Gen.Int[1, 60], Gen.Int[0, 1], Gen.UInt).SampleAsync(
            (calls, failures, seed) => RunAsync(calls, failures == 0 ? 0 : 0.15, (int)(seed & int.MaxValue)), iter: 150, threads: 1);

    private static async Task RunAsync(int callsUntilCut, double failures, int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        Dictionary<int, long> acknowledged = [];
        HashSet<int> refused = [];
        var number = 0;
        for (var life = 0; life < 2; life++)
        {
            var disk = new TestDisk();
            var left = callsUntilCut;
            lock (random)
            {
                disk.FailsAfterwards = () => Chance(0.5);
                disk.Fault = call => call[0] != 'r' || call == "rename" ? Interlocked.Decrement(ref left) < 0 || Chance(failures) ? TestDisk.Error(5) : null : null;
            }

            try
            {
                var log = SegmentLog.Open(folder, Entries.Small, TimeProvider.System, disk);
                var appends = new List<(int Number, Task<AppendResult> Answer)>();
                while (Volatile.Read(ref left) > 0 && appends.Count < 500)
                {
                    lock (random)
                        for (var i = random.Next(1, 6); i > 0; i--)
                            appends.Add((number, log.AppendAsync(number++, random.Next(random.Next(2) == 0 ? 2000 : 200_000)).AsTask()));
                    // Entries in doubt are answered only when the disk works again.
                    await Task.WhenAny(Task.WhenAll(appends.Select(a => a.Answer)), Task.Delay(20, TestContext.Current.CancellationToken));
                }

                await log.DisposeAsync();
                foreach (var (appended, answer) in appends)
                {
                    if (answer.IsFaulted) continue;
                    var result = await answer;
                    if (result.IsDurable) acknowledged.Add(appended, result.Offset);
                    else refused.Add(appended);
                }
            }
            catch (IOException)
            {
                // Opening failed: the disk was broken from the beginning of this life.
            }

            disk.Fault = null;
            disk.CutPower(random);
            await using var after = SegmentLog.Open(folder, Entries.Small, TimeProvider.System);
            var read = after.ReadAll();
            Assert.Equal(read.Count, read.Numbers().Distinct().Count());
            Assert.Equal(read.Numbers().Order(), read.Numbers());
            Assert.DoesNotContain(read, e => refused.Contains(e.Number));
            Assert.Equal(acknowledged.OrderBy(e => e.Key).Select(e => (e.Key, e.Value)), read.Where(e => acknowledged.ContainsKey(e.Number)));
        }

        bool Chance(double share)
        {
            lock (random) return random.NextDouble() < share;
        }
    }
}
