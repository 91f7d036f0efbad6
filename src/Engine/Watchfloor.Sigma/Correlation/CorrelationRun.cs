namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// Correlates the hits of a set of files: collects them all, puts them in order of time and offers them.
/// Exact whatever the order in which files are read. Any thread may add.
/// </summary>
public sealed class CorrelationRun
{
    /// <summary>How many hits are collected when nothing else is said, some 100 bytes each.</summary>
    public const int DefaultMaxPending = 1_000_000;

    private readonly CorrelationEngine _engine;
    private readonly int _maxPending;
    private readonly Lock _gate = new();
    private readonly List<(CorrelationHit Hit, int File, int Sequence)> _pending = [];

    /// <summary>A run that feeds an engine.</summary>
    /// <param name="engine">A fresh engine.</param>
    /// <param name="maxPending">How many hits to collect at most.</param>
    public CorrelationRun(CorrelationEngine engine, int maxPending = DefaultMaxPending)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPending);
        _engine = engine;
        _maxPending = maxPending;
    }

    /// <summary>Hits left out because there were too many; matches may be missing when it is not 0.</summary>
    public long Overflow { get; private set; }

    /// <summary>Collects a hit.</summary>
    /// <param name="file">The place of its file among all files; decides between equal times. One file's hits are added in its order.</param>
    /// <param name="hit">The hit.</param>
    public void Add(int file, in CorrelationHit hit)
    {
        lock (_gate)
        {
            if (_pending.Count == _maxPending) Overflow++;
            else _pending.Add((hit, file, _pending.Count));
        }
    }

    /// <summary>Offers all hits in order and completes the engine. Call it once, after the last hit.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _pending.Sort((a, b) => (a.Hit.Time, a.File, a.Sequence).CompareTo((b.Hit.Time, b.File, b.Sequence)));
            foreach (var (hit, _, _) in _pending) _engine.Offer(hit);
            _pending.Clear();
            _engine.Complete();
        }
    }
}
