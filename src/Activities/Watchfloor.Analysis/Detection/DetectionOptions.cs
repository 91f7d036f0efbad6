namespace Watchfloor.Analysis.Detection;

/// <summary>How detection behaves.</summary>
public sealed record DetectionOptions
{
    /// <summary>How many new groups a rule may open in a minute before it counts as storming.</summary>
    public int GroupsPerMinute { get; init; } = 200;
}
