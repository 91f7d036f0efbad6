using Watchfloor.Contracts.Health;

namespace Watchfloor.Platform.Health;

/// <summary>Tells how one part of the system does. Rooms register one for each part they run.</summary>
public interface IHealthSource
{
    /// <summary>How it does now. Any thread; must not wait for anything.</summary>
    HealthPart Report();
}
