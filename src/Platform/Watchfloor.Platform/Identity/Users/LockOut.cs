namespace Watchfloor.Platform.Identity.Users;

/// <summary>How long an account is locked after wrong passwords in a row: not at all for four, a minute for the fifth, then twice as long each time.</summary>
internal static class LockOut
{
    /// <summary>The failure that locks for the first time.</summary>
    public const int First = 5;

    private static readonly TimeSpan _least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _most = TimeSpan.FromHours(1);

    /// <summary>The time that follows a failure.</summary>
    /// <param name="failures">How many there were in a row, with this one.</param>
    public static TimeSpan After(long failures)
    {
        if (failures < First) return TimeSpan.Zero;
        var doublings = (int)Math.Min(failures - First, 10);
        var span = _least * (1 << doublings);
        return span < _most ? span : _most;
    }
}
