namespace Watchfloor.Platform.Log;

/// <summary>
/// The embedded event log: segment files in a folder, of which the newest is written. See docs/adr/0008-own-segment-log.md.
/// </summary>
/// <remarks>One thread of its own writes. Everything else runs on the caller's.</remarks>
public sealed class SegmentLog : IEventLog
{
    /// <summary>Offsets stay below this, so that six bytes hold one.</summary>
    public const long MaxOffset = 1L << 48;

    private readonly EventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogDisk _disk;
    private readonly DamageList _damage;
    private readonly SegmentSet _segments;
    private readonly AppendQueue _queue;
    private readonly SegmentWriter _writer;

    private SegmentLog(string folder, EventLogOptions options, TimeProvider time, ILogDisk disk, long floor)
    {
        _options = options;
        _time = time;
        _disk = disk;
        _damage = new DamageList();
        var segments = new LogOpening(disk, folder, options, time, _damage).Open();
        _segments = new SegmentSet(disk, folder, options.QuotaBytes, segments, (floor + EventLogOptions.Block - 1) & ~(EventLogOptions.Block - 1L));
        _queue = new AppendQueue(options.MaxWaitingEntries, options.MaxWaitingBytes);
        _writer = new SegmentWriter(disk, folder, options, time, _segments, _queue);
    }

    /// <inheritdoc/>
    public long Start => _segments.Start;

    /// <inheritdoc/>
    public long End => _segments.End;

    /// <inheritdoc/>
    public double Fullness => _segments.Fullness;

    /// <inheritdoc/>
    public IReadOnlyList<LogDamage> Damage => _damage.All;

    /// <summary>Opens the log in a folder, or begins one. Nothing else may have it open.</summary>
    /// <param name="folder">The folder; it is made when it is not there. Files that are not segments are left alone.</param>
    /// <param name="options">How it uses disk and memory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="floor">New entries get no offset below this: the place up to which others have read, in case the folder was lost.</param>
    /// <exception cref="ArgumentException">An option's value is not allowed.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static SegmentLog Open(string folder, EventLogOptions options, TimeProvider time, long floor = 0) =>
        Open(folder, options, time, new LogDisk(), floor);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(LogEntry entry, CancellationToken cancellation)
    {
        if (entry.Payload.Length > _options.MaxPayloadBytes)
            throw new ArgumentException($"the payload has {entry.Payload.Length} bytes; at most {_options.MaxPayloadBytes} are allowed", nameof(entry));
        if (entry.Kind is 0 or >= (LogEntryKind)SegmentMark.Begin) throw new ArgumentException($"there is no kind {entry.Kind}", nameof(entry));
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<AppendResult>(cancellation);
        var append = new PendingAppend(entry, cancellation);
        if (!_queue.TryAdd(append)) append.Complete(new AppendResult(AppendOutcome.Busy, -1));
        return new ValueTask<AppendResult>(append.Answer);
    }

    /// <inheritdoc/>
    public ILogReader Read(long from) => new SegmentReader(_disk, _segments, _damage, from);

    /// <inheritdoc/>
    public void Release(long before)
    {
        var keepAfter = _time.GetUtcNow() - _options.KeepFor;
        _segments.Release(before, _options.KeepBytes, keepAfter.ToUnixTimeMilliseconds());
    }

    /// <summary>Writes what waits, ends the segment and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _writer.Ended.ConfigureAwait(false);
        _segments.Close();
    }

    /// <summary>Opens a log on a disk of one's own.</summary>
    internal static SegmentLog Open(string folder, EventLogOptions options, TimeProvider time, ILogDisk disk, long floor = 0)
    {
        options.Validate();
        Directory.CreateDirectory(folder);
        return new SegmentLog(folder, options, time, disk, floor);
    }
}
