namespace Watchfloor.Platform.Store;

/// <summary>How the embedded event store works.</summary>
public sealed record EventStoreOptions
{
    /// <summary>How long rows may wait at the writer for others, until there are enough for a row group.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many batches may wait for the writer before the pipeline has to.</summary>
    public int QueueLength { get; init; } = 2;

    /// <summary>How many queries run at once.</summary>
    public int Queries { get; init; } = 2;

    /// <summary>How many more may wait.</summary>
    public int WaitingQueries { get; init; } = 16;

    /// <summary>How long they wait before they are refused.</summary>
    public TimeSpan QueryWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a query may take altogether, its sending included.</summary>
    public TimeSpan QueryTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a file stays open after its last use.</summary>
    public TimeSpan IdleFile { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of write-ahead log after which a file is brought up to date. Opening after a crash reads that much again.</summary>
    public long CheckpointBytes { get; init; } = 128L << 20;

    /// <summary>Threads of the database.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Memory of the database, in bytes; a quarter of the machine's.</summary>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Memory for the fields of events that queries asked for last, in bytes.</summary>
    public long PackBytes { get; init; } = 64L << 20;
}
