using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>Reads one segment after another. One thread.</summary>
internal sealed class SegmentReader : ILogReader
{
    private readonly ILogDisk _disk;
    private readonly SegmentSet _segments;
    private readonly DamageList _damage;
    private Segment? _segment;
    private SafeFileHandle? _file;
    private FrameSource? _source;

    public SegmentReader(ILogDisk disk, SegmentSet segments, DamageList damage, long from)
    {
        _disk = disk;
        _segments = segments;
        _damage = damage;
        Position = Math.Min(from, segments.End);
        Seek();
    }

    public long Position { get; private set; }

    public bool TryRead(out LogFrame frame)
    {
        frame = default;
        while (_segment is not null || TryEnter(_segments.At(Position)))
        {
            var segment = _segment!;
            // In this order: when it is ended, the end is the last word.
            var isEnded = segment.IsEnded;
            var end = segment.End;
            Position = Math.Max(Position, segment.Data);
            if (Position >= end)
            {
                if (!isEnded || !TryEnter(_segments.After(segment))) return false;
            }
            else if (_source!.TryRead(Position, end, out var header, out var payload))
            {
                Position = header.Next;
                if (header.Kind >= SegmentMark.Begin) continue;
                frame = new LogFrame(header.Offset, header.Next, (LogEntryKind)header.Kind, header.ReceivedMs, payload);
                return true;
            }
            else
            {
                var next = _source.Find(Position, end);
                _damage.Add(new LogDamage(Position, next, "unreadable"));
                Position = next;
            }
        }

        return false;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) =>
        await _segments.NewsAfter(Position).WaitAsync(cancellation).ConfigureAwait(false);

    public void Dispose() => _file?.Dispose();

    /// <summary>Goes to the entry at the position, or to the first one after it.</summary>
    private void Seek()
    {
        var from = Position;
        if (!TryEnter(_segments.At(from)) || from <= _segment!.Data || from >= _segment.End) return;
        if ((from & 7) == 0 && _source!.TryRead(from, _segment.End, out _, out _)) return;
        Position = _segment.Data;
        while (Position < from && TryRead(out var frame))
            if (frame.Offset >= from)
                Position = frame.Offset;
    }

    private bool TryEnter(Segment? segment)
    {
        while (segment is not null)
        {
            try
            {
                var file = _disk.Open(segment.Path);
                _file?.Dispose();
                _file = file;
                _segment = segment;
                _source = new FrameSource((into, position) => _disk.Read(file, into, position), segment.First, segment.Salt);
                return true;
            }
            catch (FileNotFoundException)
            {
                // Released meanwhile.
                segment = _segments.After(segment);
            }
        }

        return false;
    }
}
