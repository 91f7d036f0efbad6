namespace Watchfloor.Scan;

/// <summary>How far a scan is. Scanning threads add to it, the thread that draws the progress bar reads it.</summary>
internal sealed class ScanProgress
{
    private long _total;
    private long _done;
    private long _read;
    private long _events;
    private long _findings;

    /// <summary>Bytes on disk that will be read.</summary>
    public long TotalBytes => Volatile.Read(ref _total);

    /// <summary>Bytes on disk that have been read.</summary>
    public long DoneBytes => Volatile.Read(ref _done);

    /// <summary>Bytes read after decompression.</summary>
    public long ReadBytes => Volatile.Read(ref _read);

    /// <summary>Events read.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Findings so far.</summary>
    public long Findings => Volatile.Read(ref _findings);

    /// <summary>Adds a file that will be read.</summary>
    public void Expect(long bytes) => Interlocked.Add(ref _total, bytes);

    /// <summary>Adds bytes of a file that are done with.</summary>
    public void Done(long bytes) => Interlocked.Add(ref _done, bytes);

    /// <summary>Adds a batch that was matched.</summary>
    public void Matched(long bytes, long events, long findings)
    {
        Interlocked.Add(ref _read, bytes);
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _findings, findings);
    }
}
