namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>
/// Acknowledgement ids. An answer here comes only when the events are on disk, so every id that was ever handed out is acknowledged: it
/// takes no memory of them, only of where they began. They begin anew, higher, with each start of the program.
/// </summary>
internal sealed class HecAcks(TimeProvider time)
{
    /// <summary>Ids a millisecond, which leaves room for two centuries under 2^53, where numbers of JavaScript end.</summary>
    private const int PerMillisecond = 1_024;

    // No id is older than the program's first version.
    private static readonly long Least = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * PerMillisecond;

    private long _last = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds() * PerMillisecond, Least);

    /// <summary>A new id, for events that are on disk.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Whether the events of an id are on disk.</summary>
    public bool IsOnDisk(long id) => id > Least && id <= Interlocked.Read(ref _last);
}
