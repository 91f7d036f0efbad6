using System.Diagnostics;
using Watchfloor.Contracts.Health;

namespace Watchfloor.Platform.Health;

/// <summary>The process: memory and processor time.</summary>
internal sealed class ProcessHealth : IHealthSource
{
    /// <inheritdoc/>
    public HealthPart Report()
    {
        using var process = Process.GetCurrentProcess();
        return new HealthPart
        {
            Name = "process",
            Figures = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["memory_bytes"] = process.WorkingSet64,
                ["managed_bytes"] = GC.GetTotalMemory(forceFullCollection: false),
                ["cpu_seconds_total"] = process.TotalProcessorTime.TotalSeconds,
                ["threads"] = process.Threads.Count,
            },
        };
    }
}
