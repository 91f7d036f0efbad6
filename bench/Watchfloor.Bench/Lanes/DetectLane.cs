using Watchfloor.Sigma;

namespace Watchfloor.Bench.Lanes;

/// <summary>What detection costs, in the time of one walk over the same JSON.</summary>
internal static class DetectLane
{
    private const int Count = 7;

    public static void Run(Inputs inputs)
    {
        var main = inputs.MainRules;
        var rules = RuleSet.Load(main);
        var detection = new Detection(rules);
        var all = Telemetry.AllHostEvents(inputs);
        Beside(all, detection, rules);
        Beside(Telemetry.ProcessCreation(inputs), detection, rules);
        WithEvents(all, detection);
        WithRules(all, main, inputs.AllRules);
    }

    private static void Beside(Telemetry telemetry, Detection detection, RuleSet rules)
    {
        Fingerprint found = null!;
        var cpu = Rounds.Cpu(Count, telemetry.Walk, () => found = detection.Run(telemetry));
        Console.WriteLine($"  {telemetry.Name}: {cpu[0] / cpu[1]:F2} (walk {cpu[0]:F3} s, detection {cpu[1]:F3} s; {telemetry.Events:N0} events, "
            + $"{telemetry.Bytes.Length / 1e6:F0} MB, {rules.Rules.Count:N0} rules; {found.Count:N0} matches, {found})");
    }

    private static void WithEvents(Telemetry telemetry, Detection detection)
    {
        int[] times = [1, 2, 4];
        var cpu = Rounds.Cpu(3, [.. times.Select<int, Action>(n => () => detection.Run(telemetry, n))]);
        Console.WriteLine("  growth with events: " + string.Join(", ", times.Zip(cpu, (n, s) => $"{n} × the events {s / cpu[0]:F2} × the CPU")));
    }

    private static void WithRules(Telemetry telemetry, IReadOnlyList<RuleFile> main, IReadOnlyList<RuleFile> all)
    {
        List<RuleSet> sets = [RuleSet.Load(Spread(main, 100)), RuleSet.Load(Spread(main, 1_000)), RuleSet.Load(main), RuleSet.Load(all)];
        var cpu = Rounds.Cpu(3, [telemetry.Walk, .. sets.Select(s => new Detection(s)).Select<Detection, Action>(d => () => d.Run(telemetry))]);
        Console.WriteLine("  growth with rules: " + string.Join(", ", sets.Zip(cpu.Skip(1), (set, s) => $"{set.Rules.Count:N0} rules {cpu[0] / s:F2}")));
    }

    /// <summary>So many of the files, from all of the list.</summary>
    private static List<RuleFile> Spread(IReadOnlyList<RuleFile> files, int count) =>
        Enumerable.Range(0, count).Select(i => files[(int)((long)i * files.Count / count)]).ToList();
}
