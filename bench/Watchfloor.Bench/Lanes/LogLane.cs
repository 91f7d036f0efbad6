using System.Diagnostics;
using Watchfloor.Platform.Log;

namespace Watchfloor.Bench.Lanes;

/// <summary>Appends to the event log, each waited for until it is on disk, beside a bare loop that writes the same bytes and syncs each.</summary>
internal static class LogLane
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(3);

    public static void Run(Inputs inputs)
    {
        foreach (var length in new[] { 1 << 10, 256 << 10 })
        {
            var payload = new byte[length];
            new Random(1).NextBytes(payload);
            var bare = Bare(payload);
            Console.WriteLine($"  {length >> 10,3} KiB  bare write and sync       {bare,10:N0} /s  {bare * length / 1e6,7:N0} MB/s");
            foreach (var callers in new[] { 1, 32, 256 })
            {
                var rate = MeasureAsync(payload, callers).GetAwaiter().GetResult();
                Console.WriteLine($"  {length >> 10,3} KiB  log, {callers,3} at once         {rate,10:N0} /s  {rate * length / 1e6,7:N0} MB/s  {rate / bare,6:N2} x bare");
            }
        }
    }

    private static double Bare(byte[] payload)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "bench.log.bare");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read, FileOptions.DeleteOnClose, preallocationSize: 256 << 20);
            var clock = Stopwatch.StartNew();
            long count = 0, position = 0;
            for (; clock.Elapsed < _duration; count++, position = (position + payload.Length) % (256 << 20))
            {
                RandomAccess.Write(file, payload, position);
                RandomAccess.FlushToDisk(file);
            }

            return count / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<double> MeasureAsync(byte[] payload, int callers)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "bench.log");
        try
        {
            await using var log = SegmentLog.Open(folder, new EventLogOptions(), TimeProvider.System);
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                long count = 0;
                for (; clock.Elapsed < _duration; count++)
                {
                    var result = await log.AppendAsync(new LogEntry(LogEntryKind.Batch, 0, payload), CancellationToken.None);
                    if (!result.IsDurable) throw new InvalidOperationException($"the log answered {result.Outcome}");
                    // Space does not matter here: what is full is given back.
                    if (count % 1000 == 0) log.Release(log.End);
                }

                return count;
            })));
            return counts.Sum() / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
