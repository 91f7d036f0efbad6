using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>
/// Finds out what a folder of segments holds. Of segments that were ended it reads the first and last frame; only the last one, after an
/// unclean end, is read whole, cut behind its last whole frame, and ended.
/// </summary>
internal sealed class LogOpening(ILogDisk disk, string folder, EventLogOptions options, TimeProvider time, DamageList damage)
{
    /// <summary>The segments in order, all ended.</summary>
    /// <exception cref="IOException">A file cannot be read, or the disk takes no writes.</exception>
    public List<Segment> Open()
    {
        var found = Directory.EnumerateFiles(folder, "*" + Segment.Suffix)
            .Select(path => (Path: path, Ok: long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var first), First: first))
            .Where(f => f.Ok && Segment.PathOf(folder, f.First) == f.Path)
            .OrderBy(f => f.First)
            .Select(f => new Found(f.First, f.Path))
            .ToList();
        foreach (var unfinished in Directory.EnumerateFiles(folder, "*" + Segment.Suffix + SegmentFile.Unfinished)) disk.Delete(unfinished);
        foreach (var segment in found) Inspect(segment);
        return [.. found.Select((segment, i) => Settle(segment, i + 1 < found.Count ? found[i + 1] : null))];
    }

    private void Inspect(Found found)
    {
        using var file = disk.Open(found.Path);
        found.Length = RandomAccess.GetLength(file);
        Span<byte> frame = stackalloc byte[SegmentMark.FrameSize];
        if (ReadAll(file, frame, 0) && SegmentMark.TryParse(frame, SegmentMark.Begin, found.First, out var mark, out var header))
            (found.Begin, found.Salt) = (mark, header.Salt);
        var tail = found.Length - SegmentMark.FrameSize;
        if (tail >= SegmentMark.FrameSize && ReadAll(file, frame, tail) && SegmentMark.TryParse(frame, SegmentMark.Seal, found.First + tail, out mark, out header)
            && header.Salt == (found.Salt ?? header.Salt))
            (found.Seal, found.Salt, found.SealMs) = (mark, header.Salt, header.ReceivedMs);
        found.Salt ??= FindSalt(file, found);
    }

    private Segment Settle(Found found, Found? next)
    {
        var room = next is null ? long.MaxValue : next.First - found.First;
        var mark = found.Begin ?? found.Seal ?? new SegmentMark(Math.Min(room, Math.Max(found.Length, options.SegmentBytes)), -1, -1);
        var segment = new Segment
        {
            First = found.First,
            Path = found.Path,
            Salt = found.Salt ?? 0,
            Mark = mark with { Capacity = Math.Min(room, mark.Capacity) },
            IsEnded = true,
            EndedMs = found.SealMs ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            Bytes = found.Length,
            End = found.First + found.Length,
        };
        if (found.Begin is null) damage.Add(new LogDamage(segment.First, segment.Data, "the segment's first frame cannot be read"));
        if (found.Salt is null)
        {
            damage.Add(new LogDamage(segment.First, segment.Ceiling, "nothing in the segment can be read"));
            segment.End = segment.Data;
        }
        else if (next?.Begin is { } after && after.PreviousFirst == found.First)
        {
            segment.End = after.PreviousEnd;
        }
        else
        {
            if (next?.Begin is not null || segment.Ceiling < next?.First) damage.Add(new LogDamage(segment.Ceiling, next.First, "a segment is missing"));
            if (found.Seal is not null) segment.End = found.First + found.Length - SegmentMark.FrameSize;
            else Recover(segment, found.Length, hasMark: found.Begin is not null, isLast: next is null);
        }

        if (found.First + found.Length < segment.End) damage.Add(new LogDamage(found.First + found.Length, segment.End, "the segment's file was cut short"));
        return segment;
    }

    /// <summary>Reads a segment that was not ended: because of a crash, or because what says where it ended is damaged.</summary>
    private void Recover(Segment segment, long length, bool hasMark, bool isLast)
    {
        using var file = disk.Open(segment.Path);
        var source = new FrameSource((into, position) => disk.Read(file, into, position), segment.First, segment.Salt);
        var limit = segment.First + length;
        long at = segment.Data, end = at;
        var isSealed = false;
        while (at < limit)
        {
            if (source.TryRead(at, limit, out var header, out _))
            {
                if (isSealed = header.Kind == SegmentMark.Seal) break;
                end = at = header.Next;
                continue;
            }

            var next = source.Find(at, limit);
            if (next == limit) break;
            damage.Add(new LogDamage(at, next, "unreadable when the log was opened"));
            at = next;
        }

        segment.End = end;
        // A file is at its reserved length until it has its last frame.
        if (!isSealed && !hasMark) damage.Add(new LogDamage(end, segment.Ceiling, "where the segment ended cannot be told"));
        else if (!isSealed && length < segment.Mark.Capacity) damage.Add(new LogDamage(end, segment.Ceiling, "the segment's file was cut short"));
        if (!isLast) return;

        // This also syncs what was written and not synced before the crash, before a reader acts on it.
        SegmentFile.Seal(disk, file, segment, segment.EndedMs);
    }

    /// <summary>The salt of the first frame that stands where it says, for when the first frame of the segment is damaged.</summary>
    private ulong? FindSalt(SafeFileHandle file, Found found)
    {
        var window = new byte[256 << 10];
        for (long from = 0; from < found.Length;)
        {
            int count;
            try
            {
                count = disk.Read(file, window, from);
            }
            catch (IOException)
            {
                from += window.Length;
                continue;
            }

            for (var at = 0; at + FrameHeader.Size <= count; at += 8)
                if (FrameHeader.TryParse(window.AsSpan(at), found.First + from + at, out var header))
                    return header.Salt;
            if (count <= FrameHeader.Size) return null;
            from += (count - FrameHeader.Size + 7) & ~7;
        }

        return null;
    }

    private bool ReadAll(SafeFileHandle file, Span<byte> into, long position)
    {
        try
        {
            for (int count; into.Length > 0; into = into[count..], position += count)
                if ((count = disk.Read(file, into, position)) == 0)
                    return false;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What the first look at a file shows.</summary>
    private sealed class Found(long first, string path)
    {
        public long First { get; } = first;

        public string Path { get; } = path;

        public long Length { get; set; }

        public ulong? Salt { get; set; }

        public SegmentMark? Begin { get; set; }

        public SegmentMark? Seal { get; set; }

        public long? SealMs { get; set; }
    }
}
