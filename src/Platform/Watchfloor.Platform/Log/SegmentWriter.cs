using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>
/// The one thread that writes: takes all entries that wait, writes them at once, syncs once, shows them to the readers, answers the callers.
/// </summary>
internal sealed class SegmentWriter
{
    private static readonly TimeSpan _retryEvery = TimeSpan.FromMilliseconds(250);

    private readonly ILogDisk _disk;
    private readonly string _folder;
    private readonly EventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentSet _segments;
    private readonly AppendQueue _queue;
    private readonly FrameGather _gather = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Segment? _segment;
    private SafeFileHandle? _file;

    public SegmentWriter(ILogDisk disk, string folder, EventLogOptions options, TimeProvider time, SegmentSet segments, AppendQueue queue)
    {
        _disk = disk;
        _folder = folder;
        _options = options;
        _time = time;
        _segments = segments;
        _queue = queue;
        new Thread(Run) { IsBackground = true, Name = "event log writer" }.Start();
    }

    /// <summary>Completes when the queue is closed, what waited is written, and the segment is ended.</summary>
    public Task Ended => _ended.Task;

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Run()
    {
        List<PendingAppend> taken = [];
        while ((taken = _queue.TakeAll(taken)).Count > 0)
        {
            Write(OfThose(taken));
            taken.Clear();
        }

        if (_segment is not null) TryEnd();
        _file?.Dispose();
        _ended.SetResult();
    }

    /// <summary>Takes those entries that their callers did not withdraw.</summary>
    private Span<PendingAppend> OfThose(List<PendingAppend> waiting)
    {
        foreach (var append in waiting)
            if (!append.TryTake())
                _queue.Release(1, append.Entry.Payload.Length);
        waiting.RemoveAll(append => append.IsWithdrawn);
        return CollectionsMarshal.AsSpan(waiting);
    }

    private void Write(Span<PendingAppend> rest)
    {
        while (rest.Length > 0)
        {
            var first = rest[0].Size;
            if (!HasRoom(first) && TryBegin(first) is { } refusal)
            {
                // A shorter entry may still fit in what is left of the segment.
                Answer(rest[..1], refusal);
                rest = rest[1..];
                continue;
            }

            var count = 1;
            for (var size = first; count < rest.Length && HasRoom(size += rest[count].Size);) count++;
            Put(rest[..count]);
            rest = rest[count..];
        }
    }

    private bool HasRoom(long size) => _segment is { } segment && segment.End + size + SegmentMark.FrameSize <= segment.Ceiling;

    /// <summary>Writes entries for which there is room, and answers their callers.</summary>
    private void Put(ReadOnlySpan<PendingAppend> entries)
    {
        var segment = _segment!;
        var offset = segment.End;
        try
        {
            var parts = _gather.Take(entries, segment.Salt, offset);
            FaultPoint.Hit("log.before-write");
            _disk.Write(_file!, parts, offset - segment.First);
            FaultPoint.Hit("log.before-sync");
            _disk.Sync(_file!);
            FaultPoint.Hit("log.after-sync");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(entries, OutcomeOf(e));
            return;
        }
        finally
        {
            _gather.Clear();
        }

        var end = offset;
        foreach (var entry in entries) end += entry.Size;
        _segments.Publish(segment, end);
        ReturnRoom(entries);
        foreach (var entry in entries)
        {
            entry.Complete(new AppendResult(AppendOutcome.Durable, offset));
            offset += entry.Size;
        }
    }

    /// <summary>
    /// The bytes of these entries may be in the file, or get there later. The callers hear that they were refused once it is on disk, in
    /// the old segment or in a new one, that they are not to be read. Until then there is no answer, as there is none after a crash.
    /// </summary>
    private void Refuse(ReadOnlySpan<PendingAppend> entries, AppendOutcome outcome)
    {
        foreach (var entry in entries) entry.Doubt();
        List<PendingAppend> waiting = [];
        while (!TryEnd() && TryBegin(0) is not null)
        {
            waiting.Clear();
            var isOpen = _queue.TakeAfter(_retryEvery, waiting, out waiting);
            Answer(OfThose(waiting), outcome);
            if (isOpen) continue;
            ReturnRoom(entries);
            var unknown = new IOException("The log was closed while its disk gave errors. Whether the entry is in it shows when it is opened again.");
            foreach (var entry in entries) entry.Fail(unknown);
            _segment = null;
            return;
        }

        Answer(entries, outcome);
    }

    /// <summary>Ends the segment behind its last entry on disk.</summary>
    private bool TryEnd()
    {
        try
        {
            SegmentFile.Seal(_disk, _file!, _segment!, NowMs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Leave();
        return true;
    }

    /// <summary>Begins a new segment that has room for a frame, and ends the one before.</summary>
    /// <returns>Null, or why it cannot be.</returns>
    private AppendOutcome? TryBegin(long size)
    {
        var needed = size + (2 * SegmentMark.FrameSize);
        try
        {
            long capacity;
            if (_segments.Ceiling > SegmentLog.MaxOffset - _options.SegmentBytes) return AppendOutcome.Full;
            while ((capacity = Capacity()) < Math.Max(needed, Math.Min(_options.SegmentBytes, EventLogOptions.LeastSegment)))
                if (!_segments.TryReclaim())
                    return AppendOutcome.Full;
            while (_disk.Free(_folder) < capacity + EventLogOptions.LeastSegment)
                if (!_segments.TryReclaim())
                    return AppendOutcome.Full;
            var before = _segments.Newest;
            var salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            var mark = new SegmentMark(capacity, before?.First ?? -1, before?.End ?? -1);
            var (segment, file) = SegmentFile.Create(_disk, _folder, _segments.Ceiling, salt, mark, NowMs);
            // What the old one lacks without its last frame stands in the new one's first.
            if (_segment is not null && !TryEnd()) Leave();
            _segments.Add(segment);
            (_segment, _file) = (segment, file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OutcomeOf(e);
        }
    }

    /// <summary>The bytes that a new segment may reserve.</summary>
    private long Capacity()
    {
        var left = (long)(_options.QuotaBytes * EventLogOptions.RefuseAt) - _segments.Used;
        return Math.Min(_options.SegmentBytes, left) & ~(EventLogOptions.Block - 1L);
    }

    private void Leave()
    {
        if (_segment!.EndedMs == 0) (_segment.EndedMs, _segment.Bytes) = (NowMs, _segment.Mark.Capacity);
        _segment.IsEnded = true;
        _file!.Dispose();
        (_segment, _file) = (null, null);
    }

    private void Answer(ReadOnlySpan<PendingAppend> entries, AppendOutcome outcome)
    {
        ReturnRoom(entries);
        foreach (var entry in entries) entry.Complete(new AppendResult(outcome, -1));
    }

    private void ReturnRoom(ReadOnlySpan<PendingAppend> entries)
    {
        long bytes = 0;
        foreach (var entry in entries) bytes += entry.Entry.Payload.Length;
        _queue.Release(entries.Length, bytes);
    }

    private static AppendOutcome OutcomeOf(Exception e) =>
        e.HResult is LogDisk.NoSpace or LogDisk.NoQuota ? AppendOutcome.Full : AppendOutcome.Failed;
}
