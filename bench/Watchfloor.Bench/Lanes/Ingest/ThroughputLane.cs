using System.Diagnostics;
using Watchfloor.Bench.Serving;

namespace Watchfloor.Bench.Lanes.Ingest;

/// <summary>
/// How much the whole server takes: NDJSON over HTTP to durable, detected and stored, with its cost by stage beside a bare JSON walk of
/// the same bytes and a bare append of the same rows, and its bytes on disk beside zstd -3 of the same text.
/// </summary>
internal static class ThroughputLane
{
    /// <summary>The longest line taken, which makes an event a kilobyte on average.</summary>
    public const int MostBytes = 1_300;

    /// <summary>Events of a body.</summary>
    public const int BodyLines = 1_000;

    /// <summary>Rows of a transaction of the bare append: what the store commits when it has much to do.</summary>
    private const int BareRows = 50_000;

    private const int WarmUp = 5;
    private const int Times = 20;
    private const string Stage = "pipeline.";
    private const string Commit = "commit"; // by the clock: it waits for the disk

    public static void Run(Inputs inputs) => RunAsync(inputs).GetAwaiter().GetResult();

    private static async Task RunAsync(Inputs inputs)
    {
        var telemetry = Telemetry.ShortHostEvents(inputs, MostBytes);
        var bodies = telemetry.Bodies(BodyLines);
        using var data = new TemporaryFolder();
        var token = ServerProcess.MakeToken(inputs, data.Path);
        double cost;
        await using (var server = await ServerProcess.StartAsync(inputs, data.Path, [inputs.Folder("sigma/rules")]))
        {
            using var sender = new Sender(server, token);
            var rules = await server.RulesLoadedAsync();
            await SendAsync(server, sender, bodies, WarmUp); // hot code is compiled here
            Console.WriteLine($"  {telemetry.Events:N0} {telemetry.Name}, {(double)telemetry.Bytes.Length / telemetry.Events:N0} on average, {Times} times; {rules:N0} rules; load {Proc.Load}");
            cost = await MeasureAsync(server, sender, bodies, telemetry.Events * Times);
            var (hits, sum) = await server.HitsAsync();
            Console.WriteLine($"  found in all {WarmUp + Times} times: {sum:N0} matches of {hits.Count:N0} rules, {hits}; greatest memory {Proc.PeakMemory(server.Id) / 1e6:N0} MB");
            await server.TerminateAsync();
        }

        PrintBytes("the same", data, telemetry, WarmUp + Times);
        await BesideAsync(telemetry, data, cost);
        await StoreOnceAsync(inputs);
    }

    /// <summary>Bytes on disk of all host events, each once, so that no repeat helps either side.</summary>
    private static async Task StoreOnceAsync(Inputs inputs)
    {
        var telemetry = Telemetry.AllHostEvents(inputs);
        using var data = new TemporaryFolder();
        var token = ServerProcess.MakeToken(inputs, data.Path);
        await using (var server = await ServerProcess.StartAsync(inputs, data.Path, []))
        {
            using var sender = new Sender(server, token);
            await SendAsync(server, sender, telemetry.Bodies(BodyLines), 1);
            await server.TerminateAsync();
        }

        PrintBytes($"{telemetry.Events:N0} {telemetry.Name}, each once", data, telemetry, 1);
    }

    private static string Events(TemporaryFolder data) => Path.Combine(data.Path, "events");

    private static void PrintBytes(string what, TemporaryFolder data, Telemetry telemetry, int times)
    {
        var (disk, zstd) = (Directory.GetFiles(Events(data)).Sum(f => new FileInfo(f).Length) / ((double)times * telemetry.Events), telemetry.PackedBytes() / (double)telemetry.Events);
        Console.WriteLine($"  bytes an event on disk, {what}: {disk:F1}, as zstd -3 of the text {zstd:F1}: {disk / zstd:F2}");
    }

    private static async Task SendAsync(ServerProcess server, Sender sender, List<ReadOnlyMemory<byte>> bodies, int times)
    {
        await sender.SendAsync([.. Enumerable.Repeat(bodies, times).SelectMany(b => b)]);
        await server.DetectedAsync();
        await server.StoredAsync();
    }

    /// <summary>Sends, waits, and answers CPU-µs an event.</summary>
    private static async Task<double> MeasureAsync(ServerProcess server, Sender sender, List<ReadOnlyMemory<byte>> bodies, int events)
    {
        var (before, threads, health) = (Proc.Cpu(server.Id), Proc.CpuByThread(server.Id), await server.HealthAsync());
        var own = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await sender.SendAsync([.. Enumerable.Repeat(bodies, Times).SelectMany(b => b)]);
        var durable = clock.Elapsed.TotalSeconds;
        own = Environment.CpuUsage.TotalTime - own;
        await server.DetectedAsync();
        var detected = clock.Elapsed.TotalSeconds;
        await server.StoredAsync();
        var stored = clock.Elapsed.TotalSeconds;
        var cost = (Proc.Cpu(server.Id) - before) * 1e6 / events;
        var (threadsAfter, after) = (Proc.CpuByThread(server.Id), await server.HealthAsync());
        Console.WriteLine($"  events a second: {events / durable:N0} durable, {events / detected:N0} detected, {events / stored:N0} stored; the sender used {own.TotalMicroseconds / events:F1} CPU-µs an event");

        var stages = after.Keys.Where(k => k.StartsWith(Stage, StringComparison.Ordinal) && k.EndsWith("_seconds_total", StringComparison.Ordinal))
            .Select(k => (Name: k[Stage.Length..^"_seconds_total".Length], Cost: (after[k] - health[k]) * 1e6 / events)).Where(s => s.Name != Commit).ToList();
        var (log, writer, compiler, stageSum) = (Thread("event log write"), Thread("event store wri"), Thread(".NET Tiered Com"), stages.Sum(s => s.Cost));
        Console.WriteLine($"  CPU-µs an event: {cost:F1}: " + string.Join(", ", stages.Select(s => $"{s.Name} {s.Cost:F1}"))
            + $", log writer {log:F1}, store writer {writer:F1}, compiler {compiler:F1}, the rest {cost - log - writer - compiler - stageSum:F1} (HTTP, intake, commits, collector)");
        return cost;

        double Thread(string name) => (threadsAfter.GetValueOrDefault(name) - threads.GetValueOrDefault(name)) * 1e6 / events;
    }

    private static async Task BesideAsync(Telemetry telemetry, TemporaryFolder data, double cost)
    {
        using var bare = await BareAppend.OfAsync(Events(data));
        var cpu = Rounds.Cpu(3, telemetry.Walk);
        var append = new[] { bare.Run(BareRows), bare.Run(bare.Rows) };
        var (walk, small, whole) = (cpu[0] * 1e6 / telemetry.Events, append[0] * 1e6 / bare.Rows, append[1] * 1e6 / bare.Rows);
        Console.WriteLine($"  beside the bare JSON walk ({walk:F1}): {cost / walk:F2}");
        Console.WriteLine($"  beside the bare append of {bare.Rows:N0} rows: {cost / small:F2} ({small:F1} by {BareRows:N0} rows), {cost / whole:F2} ({whole:F1} in one transaction)");
    }
}
