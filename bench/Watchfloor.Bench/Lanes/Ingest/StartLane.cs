using Watchfloor.Bench.Serving;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Platform;
using Watchfloor.Platform.Store;

namespace Watchfloor.Bench.Lanes.Ingest;

/// <summary>From the start of the process until it is ready, over 30 days of events and all rules; and what it holds in memory when idle.</summary>
internal static class StartLane
{
    private const int Days = 30;
    private const int Starts = 3;
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(2);

    public static void Run(Inputs inputs) => RunAsync(inputs).GetAwaiter().GetResult();

    private static async Task RunAsync(Inputs inputs)
    {
        using var data = new TemporaryFolder();
        string[] rules = [inputs.Folder("sigma/rules")];
        await using (var empty = await ServerProcess.StartAsync(inputs, data.Path, rules))
        {
            var loaded = await empty.RulesLoadedAsync();
            Console.WriteLine($"  no events, {loaded:N0} rules: ready after {empty.ReadyAfter:F2} s for the first time, idle at {await IdleAsync(empty):N0} MB; load {Proc.Load}");
            await empty.TerminateAsync();
        }

        var events = Fill(inputs, Path.Combine(data.Path, "events"));
        for (var start = 0; start < Starts; start++)
        {
            await using var server = await ServerProcess.StartAsync(inputs, data.Path, rules);
            var loaded = await server.RulesLoadedAsync();
            Console.WriteLine($"  {Days} days, {events:N0} events, {loaded:N0} rules: ready after {server.ReadyAfter:F2} s, CPU {Proc.Cpu(server.Id):F2} s, idle at {await IdleAsync(server):N0} MB; load {Proc.Load}");
            if (start == Starts - 2) await server.KillAsync(); // the last start follows a crash
            else await server.TerminateAsync();
        }
    }

    /// <summary>Waits until the process does nothing any more, and answers its resident size in MB.</summary>
    private static async Task<double> IdleAsync(ServerProcess server)
    {
        for (var before = -1.0; ;)
        {
            var cpu = Proc.Cpu(server.Id);
            if (cpu - before < 0.1) return Proc.Memory(server.Id) / 1e6;
            before = cpu;
            await Task.Delay(_quiet);
        }
    }

    /// <summary>Puts the telemetry into the day files of the last days, once for each day.</summary>
    private static long Fill(Inputs inputs, string folder)
    {
        var telemetry = Telemetry.ShortHostEvents(inputs, ThroughputLane.MostBytes);
        var catalog = EventCatalog.LoadDefault();
        using var store = EmbeddedEventStore.Open(folder, catalog, new EventStoreOptions(), TimeProvider.System);
        var today = TimeProvider.System.GetUtcNow();
        var offset = 8L;
        for (var day = Days; day > 0; day--)
        {
            var batch = new EventBatch(catalog.Names);
            var reader = new EventReader(new MemoryStream(telemetry.Bytes), FormatRegistry.ByName("jsonl")!, catalog.Names, DecodeLimits.Default);
            while (reader.Read(batch))
            {
                var rows = store.Writer.Rent();
                for (var i = 0; i < batch.Count; i++)
                {
                    catalog.Classify(batch[i]);
                    var id = new EventId(today.AddDays(-day).ToUnixTimeMilliseconds(), 0, offset, i);
                    rows.Add(batch[i], new EventContext { Id = id, Time = today.AddDays(-day), SourceId = "bench", Input = "http", Sender = "192.0.2.7", Host = catalog.HostOf(batch[i]), Retention = RetentionClass.Standard });
                }

                offset += 8;
                store.Writer.Enqueue(rows, CancellationToken.None);
            }
        }

        return (long)Days * telemetry.Events;
    }
}
