using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Pipeline;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The work that each source's events have caused since the start. Sources that were removed go by their ids.</summary>
internal sealed class SourceCosts(PipelineLoop pipeline, SourceDirectory sources) : ICostSource
{
    /// <inheritdoc/>
    public CostTable Report(int top) => ICostSource.Table(
        "sources",
        pipeline.Statistics.Sources.Select(s => new Cost(s.Key, sources.ById(s.Key)?.Name ?? s.Key, s.Value.Events, s.Value.Elapsed.TotalSeconds)),
        top);
}
