using Watchfloor.Simulation.Stories;

namespace Watchfloor.Simulation;

/// <summary>What to simulate. The same options give the same bytes on every machine.</summary>
public sealed record SimulationOptions
{
    /// <summary>What all chance comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many people the company has, from 5 to 20,000.</summary>
    public int People { get; init; } = 200;

    /// <summary>The first moment. Cut to the minute.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The attacks to play. Each is played once, on the first day that has room for it.</summary>
    public IReadOnlyList<Story> Stories { get; init; } = [];
}
