using System.Diagnostics;
using System.Net.Http.Json;
using Watchfloor.Bench.Serving;

namespace Watchfloor.Bench.Lanes.Ingest;

/// <summary>The time from sending an event until its alert is in <c>GET /alerts</c>, at a steady 10,000 events a second, without and with two queries running.</summary>
internal static class LatencyLane
{
    private const int PerSecond = 10_000;
    private const int BodyLines = 500;
    private const int BodiesPerSecond = PerSecond / BodyLines;
    private const int WarmUpSeconds = 10;
    private const int Seconds = 30;
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(10);

    public static void Run(Inputs inputs) => RunAsync(inputs).GetAwaiter().GetResult();

    private static async Task RunAsync(Inputs inputs)
    {
        var telemetry = Telemetry.ShortHostEvents(inputs, ThroughputLane.MostBytes);
        var bodies = telemetry.Bodies(BodyLines - 1);
        using var data = new TemporaryFolder();
        using var probe = ProbeEvents.RuleFolder();
        var token = ServerProcess.MakeToken(inputs, data.Path);
        // Each body opens an alert, which is more than a rule may by default.
        await using var server = await ServerProcess.StartAsync(inputs, data.Path, [inputs.Folder("sigma/rules"), probe.Path], "--detection-groups-per-minute", "1000000");
        using var sender = new Sender(server, token);
        var rules = await server.RulesLoadedAsync();
        Console.WriteLine($"  {PerSecond:N0} events a second in bodies of {BodyLines}, an alert in each; {rules:N0} rules");
        await MeasureAsync(server, sender, bodies, 0, WarmUpSeconds, queries: 0);
        Print("no query running", await MeasureAsync(server, sender, bodies, 100_000, Seconds, queries: 0));
        Print("two queries running", await MeasureAsync(server, sender, bodies, 200_000, Seconds, queries: 2));
        var (hits, sum) = await server.HitsAsync();
        Console.WriteLine($"  found: {sum:N0} matches of {hits.Count:N0} rules, {hits}");
    }

    private static void Print(string what, (Percentiles Seen, int Queries, double Behind) measured) =>
        Console.WriteLine($"  {what}: {measured.Seen} alerts; {measured.Queries:N0} queries answered; the sender ended {measured.Behind:F2} s behind; load {Proc.Load}");

    private static async Task<(Percentiles Seen, int Queries, double Behind)> MeasureAsync(
        ServerProcess server, Sender sender, List<ReadOnlyMemory<byte>> bodies, int first, int seconds, int queries)
    {
        var sent = new long[seconds * BodiesPerSecond];
        var seen = new Percentiles();
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(server, sent, first, seen);
        Task<int>[] asking = [.. Enumerable.Range(0, queries).Select(_ => Task.Run(() => QueryAsync(server, stop.Token)))];
        var behind = await sender.SendAsync(Enumerable.Range(0, sent.Length).Select(i => (Func<ReadOnlyMemory<byte>>)(() => Body(i))), BodiesPerSecond);
        await watching;
        await stop.CancelAsync();
        return (seen, (await Task.WhenAll(asking)).Sum(), behind);

        ReadOnlyMemory<byte> Body(int number)
        {
            byte[] body = [.. bodies[number % bodies.Count].Span, .. ProbeEvents.Lines(first + number, 1)];
            Volatile.Write(ref sent[number], Stopwatch.GetTimestamp());
            return body;
        }
    }

    /// <summary>Looks at the newest alerts until all that were to come have been there.</summary>
    private static async Task WatchAsync(ServerProcess server, long[] sent, int first, Percentiles seen)
    {
        var missing = Enumerable.Range(0, sent.Length).ToDictionary(i => ProbeEvents.HostOf(first + i));
        while (missing.Count > 0)
        {
            using var page = await server.JsonAsync($"/api/v1/alerts?rule={ProbeEvents.RuleId}&limit=50");
            var now = Stopwatch.GetTimestamp();
            foreach (var alert in page.RootElement.GetProperty("items").EnumerateArray())
                if (missing.Remove(alert.GetProperty("host").GetString()!, out var number))
                    seen.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref sent[number]), now));
            await Task.Delay(_glance);
        }
    }

    /// <summary>Asks for a text that no event has in a field without a column, again and again: every event has to be read.</summary>
    private static async Task<int> QueryAsync(ServerProcess server, CancellationToken stop)
    {
        var answered = 0;
        for (; !stop.IsCancellationRequested; answered++)
        {
            using var answer = await server.Http.PostAsync("/api/v1/query", JsonContent.Create(new Query("TargetObject contains 'nowhere to be found'", 100), QueryJson.Default.Query), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        }

        return answered;
    }
}
