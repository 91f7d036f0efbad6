using Watchfloor.Analysis.Detection;
using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Analysis.Rules;

/// <summary>The rules in force, and whether a change of their folders can be taken over.</summary>
internal sealed class RulesHealth(RuleWatcher watcher, DetectStage detect) : IHealthSource
{
    /// <inheritdoc/>
    public HealthPart Report()
    {
        var set = detect.Rules?.Set;
        var trouble = watcher.Trouble;
        return new HealthPart
        {
            Name = "rules",
            Status = trouble is null ? HealthStatus.Good : HealthStatus.Warning,
            Message = trouble is null ? "" : $"The rules cannot be read, so those in force stay: {trouble}",
            Figures = new Dictionary<string, double>(StringComparer.Ordinal) { ["loaded"] = set?.Loaded ?? 0, ["refused"] = set?.Refused ?? 0 },
        };
    }
}
