using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>A process while it runs.</summary>
internal sealed class Running
{
    public required Host Host { get; init; }

    public required Session Session { get; init; }

    public required Program Program { get; init; }

    public required int Pid { get; init; }

    public required string CommandLine { get; init; }

    public required string Directory { get; init; }

    public required long Started { get; init; }

    /// <summary>The process that started it; null for the first ones.</summary>
    public Running? Parent { get; init; }

    /// <summary>Where its program lies.</summary>
    public string Image => Program.Path;
}
