namespace Watchfloor.Platform.Identity;

/// <summary>How long people stay signed in, and how often anybody may try to be.</summary>
public sealed record IdentityOptions
{
    /// <summary>A session ends when it is not used for so long.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A session ends so long after it began, however much it is used: a shift.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How many passwords and one-time links may be tried from one address in a minute.</summary>
    public int AttemptsPerMinute { get; init; } = 20;
}
