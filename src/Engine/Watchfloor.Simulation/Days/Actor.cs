using Watchfloor.Simulation.Acts;

namespace Watchfloor.Simulation.Days;

/// <summary>Somebody or something that does one thing after another.</summary>
internal abstract class Actor
{
    /// <summary>Never again.</summary>
    protected const long Never = long.MaxValue;

    /// <summary>When it acts for the first time.</summary>
    public abstract long First { get; }

    /// <summary>Does what is due.</summary>
    /// <returns>When it wants to act again.</returns>
    public abstract long Act(World world, long time);
}
