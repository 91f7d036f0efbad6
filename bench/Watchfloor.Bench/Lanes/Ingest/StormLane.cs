using System.Diagnostics;
using Watchfloor.Bench.Serving;

namespace Watchfloor.Bench.Lanes.Ingest;

/// <summary>A rule that matches every event, each about a host of its own: whether the API still answers, and what grows.</summary>
internal static class StormLane
{
    private const int PerSecond = 10_000;
    private const int BodyLines = 500;
    private const int Looks = 4;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static void Run(Inputs inputs) => RunAsync(inputs).GetAwaiter().GetResult();

    private static async Task RunAsync(Inputs inputs)
    {
        using var data = new TemporaryFolder();
        using var probe = ProbeEvents.RuleFolder();
        var token = ServerProcess.MakeToken(inputs, data.Path);
        await using var server = await ServerProcess.StartAsync(inputs, data.Path, [inputs.Folder("sigma/rules"), probe.Path]);
        using var sender = new Sender(server, token);
        var rules = await server.RulesLoadedAsync();
        Console.WriteLine($"  {inputs.Storm.TotalSeconds:N0} s, {PerSecond:N0} events a second, all matched by a rule and each of another host; {rules:N0} rules; load {Proc.Load}");
        await Print(server, data.Path, "before");
        using var stop = new CancellationTokenSource();
        var answers = new Percentiles();
        var asking = AskAsync(server, answers, stop.Token);
        var bodies = (int)(inputs.Storm.TotalSeconds * PerSecond / BodyLines);
        for (var look = 1; look <= Looks; look++)
        {
            var range = Enumerable.Range(bodies * (look - 1) / Looks, (bodies * look / Looks) - (bodies * (look - 1) / Looks));
            var behind = await sender.SendAsync(range.Select(i => (Func<ReadOnlyMemory<byte>>)(() => ProbeEvents.Lines(i * BodyLines, BodyLines))), PerSecond / BodyLines);
            await Print(server, data.Path, $"{look} of {Looks} parts sent, {behind:F1} s behind");
        }

        await stop.CancelAsync();
        await asking;
        await server.DetectedAsync();
        var (hits, sum) = await server.HitsAsync();
        Console.WriteLine($"  answers of the API: {answers}; {sum:N0} matches of {hits.Count:N0} rules; load {Proc.Load}");
    }

    private static async Task Print(ServerProcess server, string data, string when)
    {
        var state = new DirectoryInfo(Path.Combine(data, "state")).GetFiles().Sum(f => f.Length);
        var lag = (await server.HealthAsync())["pipeline.lag_bytes"];
        Console.WriteLine($"  {when}: state {state / 1e6:F1} MB, memory {Proc.Memory(server.Id) / 1e6:N0} MB, not yet detected {lag / 1e6:F1} MB");
    }

    /// <summary>What an analyst's page asks for, again and again: the newest alerts, one of them, the rules.</summary>
    private static async Task AskAsync(ServerProcess server, Percentiles answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            using var page = await server.JsonAsync("/api/v1/alerts?limit=50");
            answers.Add(clock.Elapsed);
            foreach (var alert in page.RootElement.GetProperty("items").EnumerateArray().Take(1))
            {
                clock.Restart();
                using var detail = await server.JsonAsync("/api/v1/alerts/" + alert.GetProperty("id").GetString());
                answers.Add(clock.Elapsed);
            }

            clock.Restart();
            using var set = await server.JsonAsync("/api/v1/rules/set");
            answers.Add(clock.Elapsed);
            await Task.Delay(_pause, CancellationToken.None);
        }
    }
}
