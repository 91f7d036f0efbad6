namespace Watchfloor.Platform.Log;

/// <summary>The segments there are, shared by the writer, the readers and who releases. Any thread.</summary>
internal sealed class SegmentSet
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments;
    private readonly ILogDisk _disk;
    private readonly string _folder;
    private readonly long _quota;
    private TaskCompletionSource? _news;
    private long _end;
    private long _released;
    private bool _isClosed;

    /// <param name="segments">In order; all ended.</param>
    /// <param name="floor">Where the first segment of an empty log begins.</param>
    public SegmentSet(ILogDisk disk, string folder, long quota, List<Segment> segments, long floor)
    {
        _disk = disk;
        _folder = folder;
        _quota = quota;
        _segments = segments;
        _end = segments.Count > 0 ? segments[^1].End : floor;
        Floor = floor;
    }

    /// <summary>No new segment begins before this offset.</summary>
    public long Floor { get; }

    /// <summary>The offset after the newest entry on disk.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The offset of the oldest entry.</summary>
    public long Start
    {
        get
        {
            lock (_gate) return _segments.Count > 0 ? Math.Min(_segments[0].Data, _end) : _end;
        }
    }

    /// <summary>The offset at which the next segment begins.</summary>
    public long Ceiling
    {
        get
        {
            lock (_gate) return Math.Max(Floor, Last?.Ceiling ?? 0);
        }
    }

    /// <summary>The newest segment.</summary>
    public Segment? Newest
    {
        get
        {
            lock (_gate) return Last;
        }
    }

    /// <summary>The bytes in use.</summary>
    public long Used
    {
        get
        {
            lock (_gate) return _segments.Sum(s => s.Bytes);
        }
    }

    /// <summary>The share of the quota in use.</summary>
    public double Fullness => (double)Used / _quota;

    private Segment? Last => _segments.Count > 0 ? _segments[^1] : null;

    /// <summary>The segment that holds an offset, or the first one after it.</summary>
    public Segment? At(long offset)
    {
        lock (_gate) return _segments.FindLast(s => s.First <= offset) ?? _segments.FirstOrDefault();
    }

    /// <summary>The segment after one.</summary>
    public Segment? After(Segment segment)
    {
        lock (_gate) return _segments.Find(s => s.First > segment.First);
    }

    /// <summary>Adds the newest segment.</summary>
    public void Add(Segment segment)
    {
        lock (_gate) _segments.Add(segment);
    }

    /// <summary>Shows entries to the readers. The writer calls it after the sync.</summary>
    public void Publish(Segment segment, long end)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            segment.End = end;
            segment.Bytes = end - segment.First;
            Volatile.Write(ref _end, end);
            (news, _news) = (_news, null);
        }

        news?.SetResult();
    }

    /// <summary>Completes when there is an entry at or after a position.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public Task NewsAfter(long position)
    {
        lock (_gate)
        {
            if (_end > position) return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IEventLog));
            return (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Ends the waiting of all readers.</summary>
    public void Close()
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            _isClosed = true;
            (news, _news) = (_news, null);
        }

        news?.SetException(new ObjectDisposedException(nameof(IEventLog)));
    }

    /// <summary>Says what is not needed, and deletes of that what need not be kept.</summary>
    /// <param name="keepBytes">The newest bytes to keep.</param>
    /// <param name="keepAfterMs">Segments that ended after this are kept, in milliseconds since 1970.</param>
    public void Release(long before, long keepBytes, long keepAfterMs)
    {
        lock (_gate) _released = Math.Max(_released, before);
        Delete(segment => segment.EndedMs <= keepAfterMs && Used - segment.Bytes >= keepBytes, int.MaxValue);
    }

    /// <summary>Deletes the oldest segment if it was released, though it was to be kept.</summary>
    public bool TryReclaim() => Delete(_ => true, 1) > 0;

    private int Delete(Func<Segment, bool> isAllowed, int most)
    {
        var count = 0;
        while (count < most && TakeOldest(isAllowed) is { } oldest)
        {
            _disk.Delete(oldest.Path);
            count++;
        }

        if (count > 0) _disk.SyncFolder(_folder);
        return count;
    }

    private Segment? TakeOldest(Func<Segment, bool> isAllowed)
    {
        lock (_gate)
        {
            // The newest stays: the offsets go on from it.
            if (_segments.Count < 2 || _segments[0] is var oldest && (!oldest.IsEnded || oldest.End > _released || !isAllowed(oldest))) return null;
            _segments.RemoveAt(0);
            return oldest;
        }
    }
}
