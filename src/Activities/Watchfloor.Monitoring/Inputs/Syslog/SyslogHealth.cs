using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Health;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>The syslog and RELP inputs: their figures, and a warning for ten minutes after something was lost.</summary>
internal sealed class SyslogHealth(SyslogServer server, TimeProvider time) : IHealthSource
{
    private static readonly TimeSpan _warnFor = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Dropped, long Since)> _seen = [];

    /// <inheritdoc/>
    public HealthPart Report()
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        var losses = new List<string>();
        foreach (var input in server.Snapshot())
        {
            figures[input.Input + ".events_total"] = input.Events;
            figures[input.Input + ".bytes_total"] = input.Bytes;
            figures[input.Input + ".dropped_total"] = input.Dropped;
            figures[input.Input + ".malformed_total"] = input.Malformed;
            figures[input.Input + ".cut_total"] = input.Cut;
            figures[input.Input + ".refused_total"] = input.Refused;
            figures[input.Input + ".waits_total"] = input.Waits;
            figures[input.Input + ".connections"] = input.Connections;
            if (input.BufferBytes is { } buffer) figures[input.Input + ".buffer_bytes"] = buffer;
            if (HasLost(input)) losses.Add($"{input.Input} has lost {input.Dropped:N0} messages since the start ({input.LastFault ?? "the kernel's buffer was full"}).");
        }

        return new HealthPart
        {
            Name = "syslog",
            Status = losses.Count > 0 ? HealthStatus.Warning : HealthStatus.Good,
            Message = string.Join(' ', losses),
            Figures = figures,
        };
    }

    private bool HasLost(InputSnapshot input)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var known = _seen.GetValueOrDefault(input.Input);
            if (input.Dropped > known.Dropped) _seen[input.Input] = known = (input.Dropped, now);
            return known.Dropped > 0 && time.GetElapsedTime(known.Since, now) < _warnFor;
        }
    }
}
