using System.Reflection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Health;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Platform.Health;

/// <summary>Puts the parts' reports together.</summary>
public sealed class HealthMonitor(IEnumerable<IHealthSource> sources, IEnumerable<ICostSource> costs, TimeProvider time) : IRequestHandler<GetHealth, HealthReport>
{
    private const int MaxTop = 100;

    private readonly IReadOnlyList<IHealthSource> _sources = [.. sources];
    // A scrape asks for every figure on its own.
    private static readonly TimeSpan _fresh = TimeSpan.FromMilliseconds(500);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly Lock _lock = new();
    private HealthReport? _last;
    private long _lastTaken;

    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(HealthMonitor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>How everything does; at most half a second old.</summary>
    public HealthReport Report()
    {
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_lastTaken) < _fresh) return _last;
            List<HealthPart> parts = [.. _sources.Select(s => s.Report())];
            _last = new HealthReport { Status = parts.Select(p => p.Status).DefaultIfEmpty().Max(), Version = Version, Started = _started, Parts = parts };
            _lastTaken = time.GetTimestamp();
            return _last;
        }
    }

    /// <inheritdoc/>
    public Task<Result<HealthReport>> HandleAsync(GetHealth request, Actor actor, CancellationToken cancellation) => Task.FromResult<Result<HealthReport>>(
        request.Top is >= 0 and <= MaxTop ? Report() with { Costs = Costs(request.Top) } : CommonErrors.Invalid("top", $"top is {request.Top}; allowed are 0 to {MaxTop}."));

    /// <summary>What has taken the most time.</summary>
    public IReadOnlyList<CostTable> Costs(int top) => [.. costs.Select(c => c.Report(top))];
}
