using System.Globalization;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Bench.Lanes;

/// <summary>Correlations by themselves: hits that come in order of time, one every 10 ms, in a window of 5 minutes.</summary>
internal static class CorrelateLane
{
    private const int Hits = 1_000_000;
    private const int Users = 100;

    private const string Rules = """
        title: Sign-in failed
        name: failed
        logsource: { product: linux, service: auth }
        detection: { selection: { outcome: failure }, condition: selection }
        ---
        title: Sign-in
        name: success
        logsource: { product: linux, service: auth }
        detection: { selection: { outcome: success }, condition: selection }
        ---
        title: Correlation
        correlation:

        """;

    public static void Run(Inputs inputs)
    {
        Print("event_count, 100 groups", "  type: event_count\n  rules: [failed]\n  group-by: [user]\n  timespan: 5m\n  condition: { gte: 200 }\n");
        Print("value_count, 30,000 different values", "  type: value_count\n  rules: [failed]\n  group-by: []\n  timespan: 5m\n  condition: { field: source, gte: 50000 }\n");
        Print("temporal, 100 groups", "  type: temporal\n  rules: [failed, success]\n  group-by: [user]\n  timespan: 5m\n");
    }

    private static void Print(string name, string correlation)
    {
        var rules = RuleSet.Load([RuleFile.FromText("bench.yml", Rules + correlation)]);
        if (rules.Faults is [var fault, ..]) throw new InvalidOperationException(fault.ToString());
        var hits = Enumerable.Range(0, Hits).Select(i => Hit(rules.Correlations, i)).ToArray();
        var matches = 0;
        var cpu = Rounds.Cpu(5, () => matches = Correlate(rules.Correlations, hits));
        Console.WriteLine($"  {name}: {Hits / cpu[0]:N0} hits per CPU-second ({matches:N0} matches)");
    }

    private static int Correlate(CorrelationGraph graph, CorrelationHit[] hits)
    {
        var matches = 0;
        var engine = new CorrelationEngine(graph, CorrelationLimits.Default, _ => matches++);
        foreach (var hit in hits) engine.Offer(hit);
        engine.Complete();
        return matches;
    }

    private static CorrelationHit Hit(CorrelationGraph graph, int number)
    {
        // One sign-in in 50 succeeds; 50 and 100 share a factor, so a user's number moves on with every round.
        var rule = number % 50 == 49 && graph.FieldsOf(1) is not null ? 1 : 0;
        var values = graph.FieldsOf(rule)!.Select(field => field switch
        {
            "user" => "user" + (((number / Users) + number) % Users).ToString(CultureInfo.InvariantCulture),
            _ => "10.0." + (number % 40_000).ToString(CultureInfo.InvariantCulture),
        });
        return new CorrelationHit(rule, number * 10 * TimeSpan.TicksPerMillisecond, number, [.. values]);
    }
}
