using Watchfloor.Contracts.Health;
using Watchfloor.Monitoring.Inputs.Http;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Health;

namespace Watchfloor.Monitoring.Intake;

/// <summary>The way in: what waits, what is remembered, and a warning for ten minutes after events were refused or keys forgotten early.</summary>
internal sealed class IntakeHealth(EventIntake intake, BodyReader bodies, KeyWindow keys, SourceDirectory sources, TrafficTable traffic, TimeProvider time) : IHealthSource
{
    private static readonly TimeSpan WarnFor = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private long _refused;
    private long _forgotten;
    private long? _refusedSince;
    private long? _forgottenSince;

    /// <inheritdoc/>
    public HealthPart Report()
    {
        var counts = sources.All.Select(s => traffic.Of(s.Id).Read()).ToList();
        var refused = counts.Sum(c => c.Refused.Values.Sum());
        var forgotten = keys.ForgottenEarly;
        var warnings = new List<string>();
        lock (_lock)
        {
            if (IsNews(refused, ref _refused, ref _refusedSince)) warnings.Add($"{refused:N0} events have been refused since the start; which and why: watchfloor source list.");
            if (IsNews(forgotten, ref _forgotten, ref _forgottenSince)) warnings.Add("So many batch and document ids come that the oldest are forgotten before ten minutes; what is sent again late may be doubled.");
        }

        return new HealthPart
        {
            Name = "intake",
            Status = warnings.Count > 0 ? HealthStatus.Warning : HealthStatus.Good,
            Message = string.Join(' ', warnings),
            Figures = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["events_total"] = counts.Sum(c => c.Totals.Events),
                ["bytes_total"] = counts.Sum(c => c.Totals.Bytes),
                ["repeated_total"] = counts.Sum(c => c.Totals.Repeated),
                ["refused_total"] = refused,
                ["waiting_bytes"] = intake.WaitingBytes,
                ["held_bytes"] = bodies.HeldBytes,
                ["keys"] = keys.Count,
                ["keys_forgotten_early_total"] = forgotten,
            },
        };
    }

    private bool IsNews(long count, ref long before, ref long? since)
    {
        var now = time.GetTimestamp();
        if (count > before) since = now;
        before = count;
        return since is { } then && time.GetElapsedTime(then, now) < WarnFor;
    }
}
