namespace Watchfloor.Scan;

/// <summary>A hit on its way to the correlations, still without its event's number.</summary>
internal readonly record struct PendingHit(int Rule, FindingMember Event, string? Host, IReadOnlyList<string?> Values);

/// <summary>What matching a block of events gave.</summary>
internal sealed class BlockResult
{
    public List<Finding> Findings { get; } = [];

    public List<PendingHit> Hits { get; } = [];

    /// <summary>Findings and hits together.</summary>
    public int Count => Findings.Count + Hits.Count;
}

/// <summary>
/// Puts the results of blocks that threads finish in any order back into the order of the inputs: a finding is written as soon as
/// all before it are. Any thread may call it.
/// </summary>
internal sealed class OrderedResults(int files, Output.IFindingWriter writer, Action<int, PendingHit> onHit)
{
    /// <summary>How many findings and hits may wait for the files before theirs.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly FileState[] _files = [.. Enumerable.Range(0, files).Select(_ => new FileState())];
    private int _head;
    private int _waiting;
    private bool _closed;

    /// <summary>How many findings have been written.</summary>
    public long Written { get; private set; }

    /// <summary>Takes the result of a block.</summary>
    /// <param name="file">The file's place among the inputs.</param>
    /// <param name="block">The block's place in the file; every place is added once.</param>
    /// <param name="result">What was found.</param>
    public void Add(int file, int block, BlockResult result)
    {
        lock (_gate)
        {
            if (_closed) return;
            _files[file].Waiting.Add(block, result);
            _waiting += result.Count;
            Advance();
        }
    }

    /// <summary>True when a file should not be read on for now. Never for the one that the others wait for.</summary>
    public bool IsFull(int file)
    {
        lock (_gate) return _waiting > MaxWaiting && file != _head;
    }

    /// <summary>Says that all blocks of a file have been added.</summary>
    public void EndFile(int file)
    {
        lock (_gate)
        {
            if (_closed) return;
            _files[file].Ended = true;
            Advance();
        }
    }

    /// <summary>Writes what is left when a scan was interrupted and some blocks will never come; what comes later is dropped.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            for (; _head < _files.Length; _head++)
                foreach (var result in _files[_head].Waiting.OrderBy(w => w.Key).Select(w => w.Value))
                    Write(result);
        }
    }

    private void Advance()
    {
        for (; _head < _files.Length; _head++)
        {
            var file = _files[_head];
            while (file.Waiting.Remove(file.Next, out var result))
            {
                Write(result);
                file.Next++;
            }

            if (!file.Ended) return;
        }
    }

    private void Write(BlockResult result)
    {
        foreach (var finding in result.Findings) writer.Write(finding);
        Written += result.Findings.Count;
        foreach (var hit in result.Hits) onHit(_head, hit);
        _waiting -= result.Count;
    }

    private sealed class FileState
    {
        public Dictionary<int, BlockResult> Waiting { get; } = [];

        public int Next { get; set; }

        public bool Ended { get; set; }
    }
}
