namespace Watchfloor.Platform.Pipeline;

/// <summary>The work that a source's events have caused in the pipeline since the start: decoding and all stages.</summary>
public sealed class SourceTime
{
    private long _events;
    private long _nanoseconds;

    /// <summary>Its events.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>The CPU time that they took.</summary>
    public TimeSpan Elapsed => TimeSpan.FromMicroseconds(Interlocked.Read(ref _nanoseconds) / 1_000);

    internal void Add(int events, long nanoseconds)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _nanoseconds, nanoseconds);
    }
}
