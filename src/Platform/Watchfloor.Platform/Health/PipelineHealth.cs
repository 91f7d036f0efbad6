using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Pipeline;

namespace Watchfloor.Platform.Health;

/// <summary>The log and the pipeline behind it.</summary>
internal sealed class PipelineHealth(IEventLog log, PipelineLoop pipeline) : IHealthSource
{
    /// <inheritdoc/>
    public HealthPart Report()
    {
        var statistics = pipeline.Statistics;
        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["log_used_ratio"] = log.Fullness,
            ["log_end_bytes"] = log.End,
            ["log_damaged_stretches"] = log.Damage.Count,
            ["lag_bytes"] = Math.Max(0, log.End - statistics.Position),
            ["events_total"] = statistics.Events,
            ["unparsed_total"] = statistics.Unparsed,
            ["commits_total"] = statistics.Commits,
        };
        foreach (var stage in statistics.Stages) figures[stage.Name + "_seconds_total"] = stage.Elapsed.TotalSeconds;
        var (status, message) =
            statistics.Trouble is { } trouble ? (HealthStatus.Failed, "The pipeline waits for the state database: " + trouble) :
            log.Fullness >= 0.9 ? (HealthStatus.Failed, "The event log is full: senders are refused until the pipeline has caught up or log.gigabytes is raised.") :
            log.Damage.Count > 0 ? (HealthStatus.Warning, $"{log.Damage.Count} stretches of the event log are damaged: {log.Damage[0].Reason}") :
            (HealthStatus.Good, "");
        return new HealthPart { Name = "pipeline", Status = status, Message = message, Figures = figures };
    }
}
