using System.Diagnostics;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Platform;
using Watchfloor.Platform.Store;

namespace Watchfloor.Bench.Lanes;

/// <summary>Host events appended to the embedded event store: cost by part, and bytes on disk beside zstd -3 of the same text.</summary>
internal static class StoreLane
{
    private const int MostBytes = 1_300;

    public static void Run(Inputs inputs)
    {
        Measure(Telemetry.AllHostEvents(inputs), 3);
        Measure(Telemetry.ShortHostEvents(inputs, MostBytes), 15);
    }

    private static void Measure(Telemetry telemetry, int times)
    {
        var catalog = EventCatalog.LoadDefault();
        using var folder = new TemporaryFolder();
        var store = EmbeddedEventStore.Open(folder.Path, catalog, new EventStoreOptions(), TimeProvider.System);
        Feed(store, catalog, telemetry, 0); // hot code is compiled here
        Settle(store, telemetry.Events);
        var wall = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        var filling = TimeSpan.Zero;
        for (var time = 1; time <= times; time++) filling += Feed(store, catalog, telemetry, time);
        Settle(store, (times + 1) * telemetry.Events);
        var appended = Environment.CpuUsage.TotalTime - before;
        var seconds = wall.Elapsed.TotalSeconds;
        store.Dispose();
        var closed = Environment.CpuUsage.TotalTime - before;
        var rows = times * (double)telemetry.Events;
        var bytes = new DirectoryInfo(folder.Path).GetFiles().Sum(f => f.Length) / (double)((times + 1) * telemetry.Events);
        var zstd = telemetry.PackedBytes() / (double)telemetry.Events;
        Console.WriteLine($"  {telemetry.Events:N0} {telemetry.Name}, {times + 1} times: {rows / seconds:N0} rows a second");
        Console.WriteLine($"  CPU-µs a row: {appended.TotalMicroseconds / rows:F1} appended, {closed.TotalMicroseconds / rows:F1} with the file closed; of these {filling.TotalMicroseconds / rows:F1} decode and classify");
        Console.WriteLine($"  {bytes:F1} bytes an event on disk, {zstd:F1} as zstd -3 of the text: {bytes / zstd:F2}");
    }

    /// <summary>Stores all events once; answers the time that decoding and classifying took.</summary>
    private static TimeSpan Feed(EmbeddedEventStore store, EventCatalog catalog, Telemetry telemetry, int time)
    {
        var batch = new EventBatch(catalog.Names);
        var reader = new EventReader(new MemoryStream(telemetry.Bytes), FormatRegistry.ByName("json")!, catalog.Names, DecodeLimits.Default);
        var rows = store.Writer.Rent();
        // Blocks overlap where they cut a line, so the offsets of one round may run past the length of the text.
        var offset = 2L * time * telemetry.Bytes.Length;
        var filling = Stopwatch.StartNew();
        while (reader.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++) catalog.Classify(batch[i]);
            filling.Stop();
            for (var i = 0; i < batch.Count; i++)
            {
                var view = batch[i];
                var when = catalog.TimeOf(view) ?? DateTimeOffset.UnixEpoch;
                rows.Add(view, new EventContext
                {
                    Id = new EventId(1_795_000_000_000 + (offset / 1_000_000), 0, offset, i),
                    Time = when,
                    SourceId = "0193-bench",
                    Input = "http",
                    Sender = "192.0.2.7",
                    Host = catalog.HostOf(view),
                    Retention = RetentionClass.Standard,
                });
            }

            offset += batch.InputLength;
            rows.Advance(offset);
            if (rows.IsFull)
            {
                store.Writer.Enqueue(rows, CancellationToken.None);
                rows = store.Writer.Rent();
            }

            filling.Start();
        }

        store.Writer.Enqueue(rows, CancellationToken.None);
        return filling.Elapsed;
    }

    private static void Settle(EmbeddedEventStore store, long rows)
    {
        while (store.Writer.Rows < rows)
        {
            if (store.Writer.Trouble is { } trouble) throw new InvalidOperationException(trouble);
            Thread.Sleep(5);
        }
    }
}
