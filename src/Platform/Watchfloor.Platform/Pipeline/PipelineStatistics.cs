using System.Collections.Concurrent;

namespace Watchfloor.Platform.Pipeline;

/// <summary>How the pipeline does, since the start. Written by its thread, read by any.</summary>
public sealed class PipelineStatistics
{
    private readonly ConcurrentDictionary<string, SourceTime> _sources = new(StringComparer.Ordinal);
    private long _events;
    private long _unparsed;
    private long _commits;
    private long _position;
    private long _committed;
    private string? _trouble;

    /// <summary>Events that passed all stages.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Those of them that no decoder could read.</summary>
    public long Unparsed => Interlocked.Read(ref _unparsed);

    /// <summary>Transactions committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>The log offset of the next entry to take.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The log offset up to which the state has all effects.</summary>
    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Why the pipeline stands still, or null when it does not.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>CPU time of each stage, by its place in the order; of the last, the commit, time by the clock, because it waits for the disk.</summary>
    public IReadOnlyList<StageTime> Stages { get; internal set; } = [];

    /// <summary>The work of each source, by its id.</summary>
    public IReadOnlyDictionary<string, SourceTime> Sources => _sources;

    internal SourceTime Of(string sourceId) => _sources.GetOrAdd(sourceId, static _ => new SourceTime());

    internal void Took(int events, int unparsed)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _unparsed, unparsed);
    }

    internal void At(long position) => Interlocked.Exchange(ref _position, position);

    internal void CommittedTo(long offset)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Exchange(ref _committed, offset);
    }

    internal void InTrouble(string? reason) => Volatile.Write(ref _trouble, reason);
}

/// <summary>The time a stage has taken.</summary>
/// <param name="name">The stage.</param>
public sealed class StageTime(string name)
{
    private long _nanoseconds;

    /// <summary>The stage.</summary>
    public string Name => name;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _nanoseconds) / TimeSpan.NanosecondsPerTick);

    internal void Add(long nanoseconds) => Interlocked.Add(ref _nanoseconds, nanoseconds);
}
