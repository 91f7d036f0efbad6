namespace Watchfloor.Scan;

/// <summary>A block of a file, ready to be matched.</summary>
/// <param name="File">The file it was cut from.</param>
/// <param name="Member">What is known of the file or archive member.</param>
/// <param name="Place">The block's place in the file.</param>
/// <param name="Batch">The input, and the events when <paramref name="IsDecoded"/>.</param>
/// <param name="IsDecoded">True when the events have been decoded already.</param>
internal sealed record ScanBlock(FileScan File, MemberScan Member, int Place, Events.EventBatch Batch, bool IsDecoded);

/// <summary>
/// Blocks that wait for a thread. Bounded: a thread that adds one too many takes the oldest and matches it itself. As many wait as
/// there are threads, so that none runs dry while the one that reads a file matches a block.
/// </summary>
internal sealed class BlockQueue(int threads, int files, CancellationToken cancel)
{
    private readonly int _capacity = threads == 1 ? 0 : threads;
    private readonly object _gate = new();
    private readonly Queue<ScanBlock> _blocks = new();
    private int _filesLeft = files;

    /// <summary>Adds a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="surplus">The oldest block when there are too many now: the caller's to match.</param>
    public void Add(ScanBlock block, out ScanBlock? surplus)
    {
        surplus = null;
        lock (_gate)
        {
            _blocks.Enqueue(block);
            if (_blocks.Count > _capacity) surplus = _blocks.Dequeue();
            else Monitor.PulseAll(_gate);
        }
    }

    public bool TryTake(out ScanBlock block)
    {
        lock (_gate) return _blocks.TryDequeue(out block!);
    }

    /// <summary>Says that a file has been read to its end.</summary>
    public void EndFile()
    {
        lock (_gate)
        {
            _filesLeft--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a block.</summary>
    /// <returns>False when none will come any more.</returns>
    public bool WaitForMore()
    {
        lock (_gate)
        {
            while (_blocks.Count == 0 && _filesLeft > 0 && !cancel.IsCancellationRequested) Monitor.Wait(_gate);
            return _blocks.Count > 0;
        }
    }

    /// <summary>Waits for a change: a block that is there, one that is done, or a file's end. The condition is looked at first.</summary>
    public void WaitWhile(Func<bool> condition)
    {
        lock (_gate)
        {
            if (_blocks.Count == 0 && condition()) Monitor.Wait(_gate);
        }
    }

    /// <summary>Says that a block has been done or the scan cancelled, so that those that wait look again.</summary>
    public void Signal()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
