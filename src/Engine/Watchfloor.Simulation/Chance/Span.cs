namespace Watchfloor.Simulation.Chance;

/// <summary>Spans of time in microseconds, the unit of everything here; moments are microseconds since 1970 in UTC.</summary>
internal static class Span
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;
}
