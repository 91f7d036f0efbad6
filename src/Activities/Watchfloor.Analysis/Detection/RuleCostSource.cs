using System.Diagnostics;
using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Analysis.Detection;

/// <summary>The work of each rule in force since it was loaded, estimated from one event in <see cref="DetectStage.SampledOf"/>.</summary>
internal sealed class RuleCostSource(DetectStage stage) : ICostSource
{
    /// <inheritdoc/>
    public CostTable Report(int top)
    {
        if (stage.Rules is not { } rules) return new CostTable("rules", 0, []);
        // Correlations are not matched with events, so they have no cost of their own here.
        return ICostSource.Table(
            "rules",
            Enumerable.Range(0, rules.Set.Rules.Count).Select(r => new Cost(
                rules.Heads[r].Id,
                rules.Heads[r].Document.Title,
                rules.Costs.Looks(r) * DetectStage.SampledOf,
                Stopwatch.GetElapsedTime(0, rules.Costs.Ticks(r) * DetectStage.SampledOf).TotalSeconds)),
            top);
    }
}
