namespace Watchfloor.Platform.Log;

/// <summary>The entries that wait for the writer: bounded, many threads in, one out.</summary>
internal sealed class AppendQueue(int maxEntries, long maxBytes)
{
    private readonly object _gate = new();
    private List<PendingAppend> _waiting = [];
    private int _entries;
    private long _bytes;
    private bool _isClosed;

    /// <summary>Adds an entry; false when there is no room.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public bool TryAdd(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IEventLog));
            if (_entries >= maxEntries || (_entries > 0 && _bytes + append.Entry.Payload.Length > maxBytes)) return false;
            _entries++;
            _bytes += append.Entry.Payload.Length;
            _waiting.Add(append);
            if (_waiting.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for entries and takes all. They count until they are <see cref="Release"/>d.</summary>
    /// <param name="spare">An empty list to go on with.</param>
    /// <returns>The entries; none when the log is closed and everything was taken.</returns>
    public List<PendingAppend> TakeAll(List<PendingAppend> spare)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed) Monitor.Wait(_gate);
            return Swap(spare);
        }
    }

    /// <summary>Takes what waits, which may be nothing, after a pause that news may end early.</summary>
    /// <returns>False when the log is closed.</returns>
    public bool TakeAfter(TimeSpan pause, List<PendingAppend> spare, out List<PendingAppend> taken)
    {
        lock (_gate)
        {
            if (!_isClosed) Monitor.Wait(_gate, pause);
            taken = Swap(spare);
            return !_isClosed;
        }
    }

    /// <summary>Gives room back.</summary>
    public void Release(int entries, long bytes)
    {
        lock (_gate)
        {
            _entries -= entries;
            _bytes -= bytes;
        }
    }

    /// <summary>Lets nothing more in. What waits is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private List<PendingAppend> Swap(List<PendingAppend> spare)
    {
        var taken = _waiting;
        _waiting = spare;
        return taken;
    }
}
